using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Reported = Datarun.ServiceDefaults.Periods.Period;

namespace Datarun.Exchange.Values;

/// <summary>Which values are asked for. Without more than elements: all of them that the caller may read.</summary>
/// <param name="Element">Code of an element; may be repeated.</param>
/// <param name="Elements">Codes of elements with commas between them; the same as repeating <c>element</c>.</param>
/// <param name="Under">A place with everything below it, or one body.</param>
/// <param name="Period">This period only.</param>
/// <param name="From">Periods that do not begin before this one does: <c>2026-01</c>.</param>
/// <param name="To">Periods that do not end after this one does: <c>2026-06</c>.</param>
/// <param name="Level">Places of this level only: PROVINCE, CITY, COUNTY, TOWNSHIP or VILLAGE.</param>
public sealed record ValueQuery(string[]? Element, string? Elements, string? Under, string? Period, string? From, string? To, string? Level)
{
    /// <summary>The same, checked. Throws PARAMETER_INVALID with the parameter named.</summary>
    public ValueFilter Filter()
    {
        var codes = (Element ?? []).Concat((Elements ?? "").Split(',')).Where(code => code.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return ValueFilter.Read(codes, Under, Period, From, To, Level, name => $"?{name}", CommonProblems.ParameterInvalid);
    }
}

/// <summary>Which values are meant.</summary>
/// <param name="Elements">By the bytes of their codes, each once.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Digits">How long the codes of the places are.</param>
public sealed record ValueFilter(IReadOnlyList<string> Elements, string? Under, string? Period, DateOnly? From, DateOnly? To, int? Digits)
{
    private const int MostElements = 500;

    /// <summary>What is asked for beside elements and units, in SQL on a row <c>v</c>, as further conditions; empty where nothing is: no row is asked about what nobody asked.</summary>
    public string AndSql { get; } = string.Concat(
        Period is null ? "" : " AND v.period = @period",
        From is null ? "" : " AND period_start(v.period) >= @firstDay",
        To is null ? "" : " AND period_end(v.period) <= @lastDay",
        Digits is null ? "" : " AND length(v.unit) = @digits AND v.unit ~ '^[0-9]+$'");

    /// <summary>The parameters of <see cref="AndSql"/>.</summary>
    public IEnumerable<KeyValuePair<string, object>> Parameters
    {
        get
        {
            if (Period is not null) yield return new("period", Period);
            if (From is { } first) yield return new("firstDay", first);
            if (To is { } last) yield return new("lastDay", last);
            if (Digits is { } digits) yield return new("digits", digits);
        }
    }

    /// <summary>Reads one; throws with everything named that is wrong.</summary>
    /// <param name="elements">Null where they are found otherwise.</param>
    /// <param name="pointer">How a member is named to the caller.</param>
    /// <param name="invalid">The problem of a member that is no code, no period or no level.</param>
    public static ValueFilter Read(
        IReadOnlyList<string>? elements, string? under, string? period, string? from, string? to, string? level, Func<string, string> pointer, Problem invalid)
    {
        // An empty parameter (?period=) asks for nothing in particular.
        (under, period, from, to, level) = (Given(under), Given(period), Given(from), Given(to), Given(level));
        var isPeriod = Reported.TryParse(period, out _);
        var (isFrom, isTo) = (Reported.TryParse(from, out var first), Reported.TryParse(to, out var last));
        var isLevel = Enum.TryParse<DivisionLevel>(level, out var digits) && Enum.IsDefined(digits) && level!.All(char.IsAsciiLetterUpper);
        var check = new Check()
            .That(elements is null or { Count: > 0 } && elements?.Contains(null!) != true, pointer("element"), invalid, "1–500")
            .That(elements is null or { Count: <= MostElements }, pointer("elements"), ExchangeProblems.TooManyElements, $"≤ {MostElements}")
            .That(under is null || OrgUnitCode.TryParse(under, out _), pointer("under"), invalid, under)
            .That(period is null || isPeriod, pointer("period"), invalid, period)
            .That(from is null || isFrom, pointer("from"), invalid, from)
            .That(to is null || isTo, pointer("to"), invalid, to)
            .That(from is null || to is null || !isFrom || !isTo || first.Start <= last.End, pointer("to"), invalid, $"≥ {from}")
            .That(level is null || isLevel, pointer("level"), invalid, string.Join(", ", Enum.GetNames<DivisionLevel>()));
        if (!check.Passes) throw new Refused(check.Refused.Errors is [var only] ? only.Problem : invalid == CommonProblems.ParameterInvalid ? invalid : CommonProblems.BodyInvalid, check.Refused.Errors).AsException();
        return new ValueFilter(elements ?? [], under, period, from is null ? null : first.Start, to is null ? null : last.End, level is null ? null : DigitsOf(digits));
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static int DigitsOf(DivisionLevel level) => level switch { <= DivisionLevel.COUNTY => (int)level * 2, DivisionLevel.TOWNSHIP => 9, _ => 12 };
}
