using Datarun.Reports.Ledgers;

namespace Datarun.Reports.Formulas;

/// <summary>One SUM, COUNT, AVG, MIN or MAX over the rows of a ledger.</summary>
/// <param name="Index">Its number within the statement.</param>
/// <param name="Element">The element whose formula has it.</param>
/// <param name="Amount">What is counted of a row <c>e</c>.</param>
/// <param name="Kind">NUMBER, or DATE of a least or greatest day.</param>
/// <param name="Weight">Of a weighted average: its weight.</param>
/// <param name="Filter">Which rows.</param>
internal sealed record Term(int Index, int Element, string Function, LedgerRow Ledger, string Amount, ValueKind Kind, string? Weight, string Filter)
{
    /// <summary>Rows that hold at the end of the period; of a ledger of events, those of the period that were not withdrawn.</summary>
    public static string Holds(LedgerRow ledger) => ledger.IsOfEvents
        ? "e.valid_from >= @start AND e.valid_from <= @until AND e.valid_to IS NULL"
        : "e.valid_from <= @until AND (e.valid_to IS NULL OR e.valid_to >= @until)";

    /// <summary>Rows that contribute: in the filter, with something to count.</summary>
    public string Contributes => $"{Holds(Ledger)} AND {Filter} AND {Amount} IS NOT NULL{(Weight is null ? "" : $" AND {Weight} IS NOT NULL")}";

    /// <summary>
    /// The columns <c>t</c>, its figure, and <c>c</c>, the rows behind it. A ledger that nobody here keeps gives none; one that is kept
    /// without a row that matches gives 0 for a count and a sum; rows that leave the field blank give none.
    /// </summary>
    public string Columns => $"{Figure} AS t{Index}, count(*) FILTER (WHERE {Contributes}) AS c{Index}";

    private string Figure
    {
        get
        {
            var (matching, contributing) = ($"FILTER (WHERE {Holds(Ledger)} AND {Filter})", $"FILTER (WHERE {Contributes})");
            return Function switch
            {
                "COUNT" => $"CASE WHEN count(*) > 0 THEN (count(*) {matching})::numeric END",
                "SUM" => $"CASE WHEN count(*) = 0 THEN NULL WHEN count(*) {matching} = 0 THEN 0 ELSE sum({Amount}) {contributing} END",
                "AVG" when Weight is not null => Quotient.Of($"sum({Amount} * {Weight}) {contributing}", $"sum({Weight}) {contributing}"),
                "AVG" => Quotient.Of($"sum({Amount}) {contributing}", $"count(*) {contributing}"),
                _ => $"{Function.ToLowerInvariant()}({Amount}) {contributing}",
            };
        }
    }
}
