using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>Reads values; every read is in the audit log before its answer leaves.</summary>
public static class ReadValues
{
    /// <summary>
    /// Reads the values of one element that the caller may read, by unit and period, each with version and source. A CONDITIONAL one
    /// needs a grant and its purpose in <c>X-Purpose</c> (percent-encoded UTF-8, or as it is); another purpose suspends the grant (第27条). A place reads all about itself and below.
    /// </summary>
    public static async Task<Ok<Page<ValueItem>>> HandleAsync(
        string? element, string? under, string? period, [AsParameters] PageQuery page, Caller caller, HttpContext context,
        NpgsqlDataSource database, AuditLog audit, SuspendMisused suspend, TimeProvider clock, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(element)) throw CommonProblems.ParameterInvalid.At("?element").AsException();
        if (under is not null && !OrgUnitCode.TryParse(under, out _)) throw CommonProblems.ParameterInvalid.At("?under", under).AsException();
        if (period is not null && !Period.TryParse(period, out _)) throw CommonProblems.ParameterInvalid.At("?period", period).AsException();
        if (element.Contains('\0')) throw ExchangeProblems.ElementUnknown.Refuse().AsException();
        var after = page.Keys(2);
        var at = clock.GetUtcNow();
        var today = clock.Today();
        var stated = Purpose.Read(context);

        await using var connection = await database.OpenConnectionAsync(cancel);
        var facts = await ReadFacts.OfAsync(connection, caller.Unit, [element], cancel);
        if (facts.Count == 0) throw ExchangeProblems.ElementUnknown.Refuse().With("element", element).AsException();
        var (reading, refused) = RightToRead.Decide(caller, facts[0].Element, facts[0].Grants, under, stated, today);
        var purpose = reading is { Grants: [var grant, ..] } ? facts[0].Grants.Single(g => g.Id == grant).Purpose : stated is null ? null : Purpose.Decode(stated);
        var entry = new AuditEntry(at, AuditAction.READ, caller.Unit, caller.Client) { Element = element, Under = under, Period = period, Purpose = purpose };
        if (reading is null)
        {
            var misused = await suspend.AfterAsync(refused!, caller, facts[0].Grants, under, stated, cancel);
            await audit.AppendAsync(entry with { Action = AuditAction.READ_REFUSED, Outcome = refused!.Problem.Code, Grants = misused }, cancel);
            throw refused.AsException();
        }

        var hull = UnitRange.Hull(reading.Ranges);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            WITH may AS MATERIALIZED (SELECT unit_from, unit_to FROM readable(@consumer, @department, @element, @purpose, @today) UNION ALL SELECT '', '~' WHERE @administrator)
            SELECT element, unit, period, value::text AS value, version, source_kind, source_id, source_by, source_at FROM value_copy v
            WHERE v.element = @element AND v.unit >= @from AND v.unit < @to AND (@period::text IS NULL OR v.period = @period)
              AND (@afterUnit::text IS NULL OR (v.unit, v.period) > (@afterUnit, @afterPeriod))
              AND EXISTS (SELECT FROM may WHERE v.unit >= may.unit_from AND v.unit < may.unit_to)
            ORDER BY v.unit, v.period LIMIT @limit
            """,
            new
            {
                consumer = caller.Unit, department = caller.Is(Role.DEPARTMENT), administrator = caller.IsAdministrator, element, purpose = purpose ?? "", today,
                from = hull.From, to = hull.To, period, afterUnit = after?[0], afterPeriod = after?[1], limit = page.Size + 1,
            }, cancellationToken: cancel))).AsList();
        await connection.CloseAsync();

        var answer = page.Of(rows.ConvertAll(r => r.Item), v => [v.Unit, v.Period]);
        await audit.AppendAsync(entry with
        {
            Bases = reading.Bases, Grants = reading.Grants, Ranges = reading.Ranges, Rows = answer.Items.Count,
            First = answer.Items is [var first, ..] ? [first.Unit, first.Period] : null, Last = answer.Items is [.., var last] ? [last.Unit, last.Period] : null,
        }, cancel);
        return TypedResults.Ok(answer);
    }

    private sealed record Row
    {
        public string Element { get; init; } = "";
        public string Unit { get; init; } = "";
        public string Period { get; init; } = "";
        public string Value { get; init; } = "";
        public int Version { get; init; }
        public string SourceKind { get; init; } = "";
        public string SourceId { get; init; } = "";
        public string SourceBy { get; init; } = "";
        public DateTimeOffset SourceAt { get; init; }

        public ValueItem Item => new(Element, Unit, Period, new RawJson(Value), Version, new ValueOrigin(SourceKind, SourceId, SourceBy, SourceAt));
    }
}
