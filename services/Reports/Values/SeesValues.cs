using Dapper;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Values;

/// <summary>
/// Who sees single values of an element, which are closer than figures: the unit and the places above it, the element's source, and departments where it is shared
/// without conditions or a grant covers the unit. A form alone does not open them.
/// </summary>
public static class SeesValues
{
    /// <summary>Throws MAY_NOT_SEE for everybody else.</summary>
    /// <param name="unit">A unit, or a place with everything below it.</param>
    public static async Task MustAsync(Element element, string unit, Caller caller, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var sees = await OfAsync(caller, today, connection, cancel);
        // What another has closed since is not read by way of what was derived from it before.
        if (element.ClosedUnder.Prepend(element).FirstOrDefault(e => !sees(e with { ClosedUnder = [] }, unit)) is { } hidden)
            throw ReportsProblems.MayNotSee.Refuse().With("element", hidden.Code).AsException();
    }

    /// <summary>Whether the caller sees the values of an element about a unit, for any number of them.</summary>
    public static async Task<Func<Element, string, bool>> OfAsync(Caller caller, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var grants = (caller.Is(Role.DEPARTMENT)
            ? await connection.QueryAsync<(string Element, string Under)>(new CommandDefinition(
                "SELECT unnest(elements), under FROM sharing_grant WHERE consumer = @Unit AND state = 'ACTIVE' AND until >= @today", new { caller.Unit, today }, cancellationToken: cancel))
            : []).ToLookup(g => g.Element, g => g.Under, StringComparer.Ordinal);
        return (element, unit) => caller.Covers(unit) || element.ClosedUnder.Prepend(element).All(e =>
            caller.Covers(e.Source) || caller.Covers(e.SourceOf(unit))
            || (caller.Is(Role.DEPARTMENT) && (e.SharingClass == "UNCONDITIONAL" || grants[e.Code].Any(under => unit.StartsWith(under, StringComparison.Ordinal)))));
    }
}
