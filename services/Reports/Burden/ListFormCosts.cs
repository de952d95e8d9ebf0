using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Burden;

public static class ListFormCosts
{
    /// <summary>What a form says that it takes, and what it takes.</summary>
    /// <param name="MinutesPerFiling">What it claims to take in whole.</param>
    /// <param name="Claimed">The share of this claim for what a person still types.</param>
    /// <param name="Measured">The median of the newest filings that were measured; null where none was.</param>
    /// <param name="MeasuredFilings">How many those are, at most 1,000.</param>
    /// <param name="Basis">Which of the two counts: MEASURED from so many filings on as the rule says, else CLAIMED.</param>
    /// <param name="Minutes">The minutes that count.</param>
    /// <param name="Rule">The rule that says how many measured filings are enough.</param>
    public sealed record Line(
        string Form, string Title, string Department, DivisionLevel Level, int MinutesPerFiling, decimal Claimed, decimal? Measured, int MeasuredFilings,
        CostBasis Basis, decimal Minutes, RuleReference Rule);

    /// <summary>Minutes that forms claim beside those that were measured, by the code of the form. What counts here is what the gate and the budgets count.</summary>
    /// <param name="department">Only forms of this body.</param>
    /// <param name="under">Only forms whose department can ask within this place.</param>
    public static async Task<Page<Line>> HandleAsync(
        string? department, string? under, [AsParameters] PageQuery page, NpgsqlDataSource database, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var place = Place.Read(under ?? Place.Country) ?? throw CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode))).AsException();
        var (after, rule) = ((page.Keys(1) ?? [""])[0], rules.Get(FormCost.Enough, clock.Today()));
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT f.code, f.title, f.department, f.level, f.minutes_per_filing, c.claimed, c.measured, c.filings, {FormCost.PerUnit} AS minutes
            FROM form f JOIN form_cost c ON c.form = f.code
            WHERE f.code > @after AND (@department IS NULL OR f.department = @department)
                AND (@under IS NULL OR starts_with(f.area, @under) OR starts_with(@under, f.area))
            ORDER BY f.code LIMIT @limit
            """, new { after, department, under = place.Code == Place.Country ? null : place.Code, enough = rule.Int, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.Line(rule)).ToList(), l => [l.Form]);
    }

    private sealed record Row
    {
        public string Code { get; init; } = "";
        public string Title { get; init; } = "";
        public string Department { get; init; } = "";
        public short Level { get; init; }
        public int MinutesPerFiling { get; init; }
        public decimal Claimed { get; init; }
        public decimal? Measured { get; init; }
        public int Filings { get; init; }
        public decimal Minutes { get; init; }

        public Line Line(Rule rule) => new(
            Code, Title, Department, (DivisionLevel)Level, MinutesPerFiling, Math.Round(Claimed, 2), Measured, Filings,
            Filings >= rule.Int ? CostBasis.MEASURED : CostBasis.CLAIMED, Math.Round(Minutes, 2), rule.Reference);
    }
}
