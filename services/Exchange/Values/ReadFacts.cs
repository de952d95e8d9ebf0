using Dapper;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Data;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>What the right to read one element rests on.</summary>
/// <param name="Grants">The consumer's grants for it, in force or not, oldest first.</param>
public sealed record ReadFact(ReadElement Element, IReadOnlyList<ReadGrant> Grants)
{
    /// <summary>For an element that a formula derives: elements of other departments below it that are no longer shared without conditions.</summary>
    public IReadOnlyList<ReadFact> ClosedUnder { get; init; } = [];
}

/// <summary>What the right to read rests on, for some elements and one consumer.</summary>
public static class ReadFacts
{
    /// <summary>The facts about each of the elements that exist, by the bytes of their codes.</summary>
    public static Task<IReadOnlyList<ReadFact>> OfAsync(NpgsqlConnection connection, string consumer, IReadOnlyList<string> elements, CancellationToken cancel) =>
        PlannedOnce.ReadAsync(connection, rows => ReadAsync(rows, cancel), cancel, Command(consumer, elements));

    /// <summary>Asks for the facts, together with something else.</summary>
    public static NpgsqlBatchCommand Command(string consumer, IReadOnlyList<string> elements)
    {
        if (elements.FirstOrDefault(e => e.Contains('\0')) is not null) throw ExchangeProblems.ElementUnknown.Refuse().AsException();
        return SameTrip.Command(
            """
            SELECT a.asked, e.code, e.source, ARRAY(SELECT n.under FROM named_source n WHERE n.element = e.code AND n.source = $1 AND n.under <> '') AS own_areas,
                e.sharing_class, e.legal_basis, g.id, g.purpose, g.under, g.state, g.until
            FROM (SELECT DISTINCT c AS asked, c AS code FROM unnest($2) AS c
                UNION ALL
                SELECT f.element, u.operand FROM element_formula f CROSS JOIN LATERAL closed_under(f.element) u WHERE f.element = ANY($2)) a
            JOIN element e ON e.code = a.code
            LEFT JOIN sharing_grant g ON g.consumer = $1 AND g.elements @> ARRAY[e.code]
            ORDER BY a.asked COLLATE "C", a.code <> a.asked, e.code COLLATE "C", g.granted_at
            """, consumer, elements.ToArray());
    }

    /// <summary>Takes what <see cref="Command"/> answers.</summary>
    public static async Task<IReadOnlyList<ReadFact>> ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        var (found, parse) = (new List<Row>(), rows.GetRowParser<Row>());
        while (await rows.ReadAsync(cancel)) found.Add(parse(rows));
        return [.. found.GroupBy(r => r.Asked).Select(asked => asked.GroupBy(r => r.Code).Select(FactOf).ToList() is var facts ? facts[0] with { ClosedUnder = facts[1..] } : null!)];
    }

    private static ReadFact FactOf(IGrouping<string, Row> same) => new(
        new ReadElement(same.Key, same.First().Source, same.First().SharingClass, same.First().LegalBasis) { OwnAreas = same.First().OwnAreas },
        [.. same.Where(r => r.Id is not null).Select(r => new ReadGrant(r.Id!.Value, r.Purpose!, r.Under!, r.State!.Value, r.Until!.Value))]);

    private sealed record Row
    {
        public string Asked { get; init; } = "";
        public string Code { get; init; } = "";
        public string Source { get; init; } = "";
        public string[] OwnAreas { get; init; } = [];
        public SharingClass SharingClass { get; init; }
        public string? LegalBasis { get; init; }
        public Guid? Id { get; init; }
        public string? Purpose { get; init; }
        public string? Under { get; init; }
        public GrantState? State { get; init; }
        public DateOnly? Until { get; init; }
    }
}
