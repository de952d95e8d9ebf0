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
        T? Read<T>(string name, Func<string, (bool, T)> parse, bool needed = false) where T : struct
        {
            if (Text(name) is not { } text)
            {
                if (needed) Not(_settings.Name, row, name, "", Why.SettingMissing);
                return null;
            }
            var (isRead, value) = parse(text);
            if (!isRead) Not(_settings.Name, row, name, text, Why.SettingInvalid);
            return isRead ? value : null;
        }
        (bool, int) Number(string t) => (int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n), n);
        (bool, bool) Flag(string t) => (YesNo.Read(t) is not null, YesNo.Read(t) == true);
        IReadOnlyList<DivisionLevel>? Review()
        {
            if (Text("review") is not { } text) return null;
            var levels = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => Enum.TryParse<DivisionLevel>(t, out var level) && Enum.IsDefined(level) ? level : (DivisionLevel?)null).ToList();
            if (levels.Contains(null)) Not(_settings.Name, row, "review", text, Why.SettingInvalid);
            return levels.Contains(null) ? null : [.. levels.Select(l => l!.Value)];
        }
        return (Text("form_id"), new FormDraft(
            Text("form_title") ?? Text("form_id") ?? "", Text("department") ?? department,
            Read("level", t => (Enum.TryParse<DivisionLevel>(t, out var level) && Enum.IsDefined(level), level), needed: true),
            Read("frequency", t => (Enum.TryParse<Frequency>(t, out var frequency) && Enum.IsDefined(frequency), frequency), needed: true),
            Read("minutesperfiling", Number) ?? Math.Max(1, (int)Math.Ceiling(minutesPerCell * _fields.Count)), _fields, Text("purpose"), Text("legalbasis"),
            Read("statistical", Flag) ?? false,
            Text("formnumber"), Text("approvalnumber"),
            Read("validuntil", t => (DateOnly.TryParseExact(t, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day), day)),
            Read("dueafterworkdays", Number) ?? 0, Text("rankby"), Text("personaldata"), _rules.Count > 0 ? _rules : null, Read("outliers", Flag) ?? false, Review(),
            (Text("emergencybasis") ?? Text("emergencyreason")) is null ? null : new Emergency(Text("emergencybasis"), Text("emergencyreason")), Read("rankminimumbase", Number)));
    }
}
