using Datarun.Exchange.Elements;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Data;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>What the right to read rests on, for some elements and one consumer.</summary>
public static class ReadFacts
{
    /// <summary>The elements that exist, each with the consumer's grants for it, in force or not.</summary>
    public static async Task<IReadOnlyList<(ReadElement Element, IReadOnlyList<ReadGrant> Grants)>> OfAsync(
        NpgsqlConnection connection, string consumer, IReadOnlyList<string> elements, CancellationToken cancel)
    {
        var rows = await PlannedOnce.QueryAsync<Row>(
            connection,
            """
            SELECT e.code, e.source, ARRAY(SELECT n.under FROM named_source n WHERE n.element = e.code AND n.source = @consumer AND n.under <> '') AS own_areas,
                e.sharing_class, e.legal_basis, g.id, g.purpose, g.under, g.state, g.until
            FROM element e
            LEFT JOIN sharing_grant g ON g.consumer = @consumer AND g.elements @> ARRAY[e.code]
            WHERE e.code = ANY(@elements) ORDER BY e.code, g.granted_at
            """, new { consumer, elements = elements.ToArray() }, cancel);
        return rows.GroupBy(r => r.Code).Select(same => (
            new ReadElement(same.Key, same.First().Source, same.First().SharingClass, same.First().LegalBasis) { OwnAreas = same.First().OwnAreas },
            (IReadOnlyList<ReadGrant>)same.Where(r => r.Id is not null).Select(r => new ReadGrant(r.Id!.Value, r.Purpose!, r.Under!, r.State!.Value, r.Until!.Value)).ToList())).ToList();
    }

    private sealed record Row
    {
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
