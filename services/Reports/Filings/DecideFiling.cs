using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Tasks;
using Datarun.Reports.Validation;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Filings;

/// <summary>What a unit sends.</summary>
/// <param name="Values">Values by element.</param>
/// <param name="Confirmed">Elements whose stale value still holds.</param>
/// <param name="Nil">An explicit "nothing happened".</param>
/// <param name="Exceptions">Rules that it breaks for a reason.</param>
public sealed record FilingInput(
    IReadOnlyDictionary<string, JsonElement> Values, IReadOnlyList<string> Confirmed, bool Nil, IReadOnlyList<RuleException>? Exceptions = null)
{
    /// <summary>The exceptions; none where none were sent.</summary>
    public IReadOnlyList<RuleException> Given => Exceptions ?? [];
}

/// <summary>The filing as it stands before.</summary>
/// <param name="Uses">What it took from elsewhere, by element.</param>
public sealed record FilingBefore(int Version, bool Nil, IReadOnlyDictionary<string, JsonElement> Answer, IReadOnlyDictionary<string, Use>? Uses = null);

/// <summary>What becomes of a filing.</summary>
/// <param name="Errors">What is wrong; nothing is filed then.</param>
/// <param name="Differing">Cells whose known value stays although another was sent.</param>
/// <param name="Writes">Values that become known or change, each with the version that it replaces; 0 where the period has none yet.</param>
/// <param name="Answer">What people gave, by element.</param>
/// <param name="Uses">What it takes from elsewhere, by element.</param>
/// <param name="Typed">Cells that a person typed.</param>
/// <param name="Reused">Cells delivered from what was known.</param>
/// <param name="Changes">Whether anything is different from before.</param>
public sealed record FilingDecision(
    IReadOnlyList<FieldError> Errors, IReadOnlyList<FieldError> Differing, IReadOnlyList<(Element Element, ValueBody Body, int Replaces)> Writes,
    IReadOnlyDictionary<string, JsonElement> Answer, IReadOnlyDictionary<string, Use> Uses, int Typed, int Reused, bool Changes)
{
    /// <summary>What validation says; filled in by <see cref="CheckFilings"/>.</summary>
    public IReadOnlyList<Remark> Remarks { get; init; } = [];
}

/// <summary>Decides on a filing: which cells a person gives, which are known and stay. Pure.</summary>
public static class DecideFiling
{
    public static FilingDecision On(Guid filing, Period period, IReadOnlyList<Cell> cells, FilingInput input, FilingBefore? before)
    {
        List<FieldError> errors = [.. NotOnForm(cells, input)], differing = [];
        var writes = new List<(Element, ValueBody, int)>();
        var answer = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        var uses = new SortedDictionary<string, Use>(StringComparer.Ordinal);
        var (typed, reused, now) = (0, 0, period.ToString());
        if (input.Nil && input.Values.Any(v => v.Value.ValueKind != JsonValueKind.Null)) errors.Add(At("nil", ReportsProblems.NilWithValues));
        foreach (var cell in cells)
        {
            var code = cell.Element.Code;
            var (own, open) = (cell.IsOwn(filing, now), cell.IsOpenTo(filing, now));
            if (input.Nil)
            {
                if (!open)
                {
                    reused++;
                    Take(code, Use.Of(cell.Held!));
                }
                else if (!own || cell.Held!.Body != ValueBody.Nil) Write(cell, ValueBody.Nil);
                continue;
            }
            JsonElement typedBefore = default;
            var wasTyped = before?.Answer.TryGetValue(code, out typedBefore) == true;
            var body = default(ValueBody);
            var given = input.Values.TryGetValue(code, out var json) && CheckValue.IsGiven(cell.Element, json);
            if (given && CheckValue.Read(cell.Element, json, out body) is { } wrong)
            {
                errors.Add(At($"values/{JsonPointer.Escape(code)}", wrong.Problem, wrong.Detail));
            }
            else if (given && open)
            {
                if (!own || cell.Held!.Body != body) Write(cell, body);
                answer[code] = body.Json;
                typed++;
            }
            else if (cell.State == CellState.STALE && input.Confirmed.Contains(code))
            {
                Write(cell, cell.Held!.Body);
                reused++;
                Take(code, Use.Of(cell.Held!, confirmed: true));
            }
            else if (cell.IsDelivered && !(own && cell.Held!.Body == ValueBody.Nil))
            {
                if (given && cell.Held!.Body != body) differing.Add(At($"values/{JsonPointer.Escape(code)}", ReportsProblems.KnownValueDiffers, Say(cell)));
                // What a declaration answered becomes the filing's own nil: the values beside it may end the declaration.
                if (cell.Held!.Kind == "STANDING_NIL") Write(cell, ValueBody.Nil);
                // Once typed here it counts as typed, although it was corrected since.
                if (wasTyped) (answer[code], typed) = (given && cell.Held!.Body == body ? body.Json : typedBefore, typed + 1);
                else reused++;
                // Its own value that is not typed rests on what was confirmed before.
                Take(code, own ? before?.Uses?.GetValueOrDefault(code) : Use.Of(cell.Held!));
            }
            else if (cell.Required)
            {
                errors.Add(At($"values/{JsonPointer.Escape(code)}", ReportsProblems.RequiredMissing, cell.State == CellState.STALE ? $"STALE: {Say(cell)}" : null));
            }
        }
        var changes = before is null || before.Nil != input.Nil || writes.Count > 0 || !Same(before.Answer, answer) || !Same(before.Uses, uses);
        return new FilingDecision(errors, differing, writes, answer, uses, typed, reused, changes);

        void Write(Cell cell, ValueBody says) => writes.Add((cell.Element, says, cell.Held is { } held && held.Period == now ? held.Version : 0));

        void Take(string code, Use? use)
        {
            if (use is not null) uses[code] = use;
        }
    }

    private static IEnumerable<FieldError> NotOnForm(IReadOnlyList<Cell> cells, FilingInput input)
    {
        var known = cells.Select(c => c.Element.Code).ToHashSet(StringComparer.Ordinal);
        return input.Values.Keys.Where(k => !known.Contains(k)).Select(k => At($"values/{JsonPointer.Escape(k)}", ReportsProblems.ElementNotOnForm, k))
            .Concat(input.Confirmed.Index().Where(c => !known.Contains(c.Item)).Select(c => At($"confirmed/{c.Index}", ReportsProblems.ElementNotOnForm, c.Item)));
    }

    private static bool Same(IReadOnlyDictionary<string, JsonElement> before, SortedDictionary<string, JsonElement> now) =>
        before.Count == now.Count && now.All(n => before.TryGetValue(n.Key, out var was) && JsonElement.DeepEquals(was, n.Value));

    private static bool Same(IReadOnlyDictionary<string, Use>? before, SortedDictionary<string, Use> now) =>
        (before?.Count ?? 0) == now.Count && now.All(n => before!.GetValueOrDefault(n.Key) == n.Value);

    private static FieldError At(string pointer, Problem problem, string? detail = null) => new($"/{pointer}", problem, detail);

    /// <summary>What is known, for the one who files; never a citizen number.</summary>
    private static string Say(Cell cell) => cell.Element.IsCitizenId ? "…" : $"{cell.Held!.Body.Json}";
}
