using System.Text.Json;
using Datarun.Reports.Filings;
using Datarun.Reports.Forms;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;

namespace Datarun.Reports.Masking;

/// <summary>A masked text that comes back just as the form shows it, in a table or from a program, says nothing new.</summary>
public static class LeaveOutShown
{
    /// <summary>The input without such texts.</summary>
    public static FilingInput WithoutShown(this FilingInput input, AskedForm form, IReadOnlyList<Cell> cells)
    {
        if (!form.IsMasked) return input;
        var shown = form.Fields.Zip(cells, (field, cell) => (field.Element.Code, Text: cell.Held is { } held ? field.Profile.Show(held.Body)?.Text : null))
            .Where(c => c.Text is not null).ToDictionary(c => c.Code, c => c.Text, StringComparer.Ordinal);
        return input with { Values = input.Values.Where(v => !IsShown(v.Value, shown.GetValueOrDefault(v.Key))).ToDictionary(StringComparer.Ordinal) };
    }

    private static bool IsShown(JsonElement given, string? shown) => shown is not null && given.ValueKind == JsonValueKind.String && CheckValue.Text(given) == shown;
}
