using System.Globalization;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.XlsForms;

/// <content>The settings.</content>
public sealed partial class ReadXlsForm
{
    private (string? Code, FormDraft Draft) ReadSettings()
    {
        var row = _settings.Rows.FirstOrDefault();
        foreach (var (heading, text) in _settings.Filled(row).Where(s => !Settings.Contains(s.Heading))) Not(_settings.Name, row, heading, text, Why.SettingUnknown);
        string? Text(string name) => ReadXlsForm.Text(_settings, row, name);
        T? Setting<T>(string name, Func<string, T?> parse) where T : struct => Read(_settings, row, name, parse);
        T? Needed<T>(string name) where T : struct, Enum
        {
            if (Text(name) is null) Not(_settings.Name, row, name, "", Why.SettingMissing);
            return Setting(name, Named<T>);
        }
        return (Text("form_id"), new FormDraft(
            Text("form_title") ?? Text("form_id") ?? "", Text("department") ?? department, Needed<DivisionLevel>("level"), Needed<Frequency>("frequency"),
            Setting("minutesperfiling", Number) ?? Math.Max(1, (int)Math.Ceiling(minutesPerCell * _fields.Count)), _fields, Text("purpose"), Text("legalbasis"),
            Setting("statistical", YesNo.Read) ?? false, Text("formnumber"), Text("approvalnumber"), Setting("validuntil", Day),
            Setting("dueafterworkdays", Number) ?? 0, Text("rankby"), Text("personaldata"), _rules.Count > 0 ? _rules : null, Setting("outliers", YesNo.Read) ?? false, ReadReview(row),
            (Text("emergencybasis") ?? Text("emergencyreason")) is null ? null : new Emergency(Text("emergencybasis"), Text("emergencyreason")), Setting("rankminimumbase", Number)));
    }

    private List<DivisionLevel>? ReadReview(int row)
    {
        if (Text(_settings, row, "review") is not { } text) return null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<DivisionLevel> levels = [.. words.Select(Named<DivisionLevel>).OfType<DivisionLevel>()];
        if (levels.Count == words.Length) return levels;
        Not(_settings.Name, row, "review", text, Why.SettingInvalid);
        return null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
