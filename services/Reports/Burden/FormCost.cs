namespace Datarun.Reports.Burden;

/// <summary>Where the minutes of a form are from. CLAIMED: the form says so itself. MEASURED: the median of what its filings took.</summary>
public enum CostBasis { CLAIMED, MEASURED }

/// <summary>What a form costs one unit in one period, in one way for the gate, the requests and the ledger.</summary>
public static class FormCost
{
    /// <summary>The rule that says how many measured filings replace the claim.</summary>
    public const string Enough = "form.burden.measured.min";

    /// <summary>Minutes of a unit in SQL, from <c>form_cost c</c>; needs <c>@enough</c>. A form of which everything is known by now costs nothing, whatever it took.</summary>
    public const string PerUnit = "CASE WHEN c.filings >= @enough AND c.claimed > 0 THEN c.measured ELSE c.claimed END";
}
