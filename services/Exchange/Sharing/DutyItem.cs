using Dapper;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>A duty that needs data, as it stands in the duty list in force.</summary>
public sealed record DutyItem
{
    public string Code { get; init; } = "";
    public string Title { get; init; } = "";
    public string LegalBasis { get; init; } = "";
    public string[] Elements { get; init; } = [];

    /// <summary>From when the list is in force.</summary>
    public DateOnly ValidFrom { get; init; }

    /// <summary>Its last day, where a list that lies ahead no longer has it.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Those of a unit today.</summary>
    public static async Task<IReadOnlyList<DutyItem>> OfAsync(NpgsqlConnection connection, string unit, DateOnly today, CancellationToken cancel) =>
        (await connection.QueryAsync<DutyItem>(new CommandDefinition(
            """
            SELECT i.code, i.title, i.legal_basis, i.elements, i.valid_from, (
                SELECT min(l.valid_from) - 1 FROM duty_list l WHERE l.unit = i.unit AND l.valid_from > @today
                    AND NOT EXISTS (SELECT FROM duty_item n WHERE n.unit = l.unit AND n.valid_from = l.valid_from AND n.code = i.code)) AS ends_on
            FROM duty_item i WHERE i.unit = @unit AND i.valid_from = duty_list_from(@unit, @today)
            ORDER BY i.code
            """, new { unit, today }, cancellationToken: cancel))).AsList();

    /// <summary>An ask with what its duty says filled in; as it is where it names none. Throws DUTY_ITEM_UNKNOWN, and NOT_OF_DUTY for elements that the duty does not need.</summary>
    public static async Task<SharingAsk> FillAsync(SharingAsk ask, string unit, NpgsqlConnection connection, CatchUp catchUp, DateOnly today, CancellationToken cancel)
    {
        if (ask.DutyItem is not { } code) return ask;
        await catchUp.WithAsync(cancel, "accountability");
        var item = (await OfAsync(connection, unit, today, cancel)).FirstOrDefault(i => i.Code == code)
            ?? throw SharingProblems.DutyItemUnknown.At("/dutyItem", code).AsException();
        var check = new Check();
        foreach (var element in ask.Scope!.Elements!.Except(item.Elements, StringComparer.Ordinal)) check.That(false, "/scope/elements", SharingProblems.NotOfDuty, element);
        check.Enforce();
        return item.Fill(ask, unit);
    }

    /// <summary>The same with what is left out taken from the duty.</summary>
    public SharingAsk Fill(SharingAsk ask, string unit) => ask with
    {
        DutyItem = Code, LegalBasis = ask.LegalBasis ?? LegalBasis, Scenario = ask.Scenario ?? Title,
        Scope = new AskedScope(ask.Scope?.Elements is { Count: > 0 } some ? some : Elements, ask.Scope?.Under ?? Caller.AreaOf(unit) ?? unit),
    };
}
