using System.Text.Json;
using Datarun.Reports.Forms;
using Datarun.Reports.Masking;

namespace Datarun.Reports.Filings;

/// <summary>A filing as it stands, or as it once stood.</summary>
/// <param name="Values">What people gave; cells delivered from what was known are not in it.</param>
/// <param name="Versions">Its earlier versions, newest first.</param>
/// <param name="Exceptions">Rules that it breaks, each with the reason given; those of earlier versions too.</param>
public sealed record FilingView(
    Guid Id, string TaskId, string Form, string Unit, string Period, int Version, bool Nil, bool Late, int Typed, int Reused,
    JsonElement Values, string FiledBy, DateTimeOffset FiledAt, IReadOnlyList<EarlierFiling> Versions,
    IReadOnlyList<KeptException> Exceptions);

/// <summary>A justified exception as it is kept.</summary>
/// <param name="Version">The version of the filing that it excuses.</param>
public sealed record KeptException(string Rule, string Reason, int Version, string By, DateTimeOffset At);

/// <summary>A version that was superseded.</summary>
public sealed record EarlierFiling(int Version, bool Nil, JsonElement Values, string FiledBy, DateTimeOffset FiledAt);

/// <summary>A filing as a row.</summary>
internal sealed record FilingRow
{
    public const string Select =
        """
        SELECT f.id, f.request, f.form, f.unit, f.period, f.version, f.nil, f.late, f.typed, f.reused, f.answer, f.filed_by, f.filed_at, r.department, r.form_version,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('version', v.version, 'nil', v.nil, 'values', v.answer, 'filedBy', v.filed_by,
                'filedAt', v.filed_at) ORDER BY v.version DESC), '[]') FROM filing_version v WHERE v.filing = f.id) AS versions,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('rule', e.rule, 'reason', e.reason, 'version', e.version, 'by', e.given_by, 'at', e.given_at)
                ORDER BY e.version DESC, e.rule), '[]') FROM filing_exception e WHERE e.filing = f.id) AS exceptions
        FROM filing f JOIN request r ON r.id = f.request
        """;

    public Guid Id { get; init; }
    public Guid Request { get; init; }
    public string Form { get; init; } = "";
    public string Unit { get; init; } = "";
    public string Period { get; init; } = "";
    public string Department { get; init; } = "";
    public int FormVersion { get; init; }
    public int Version { get; init; }
    public bool Nil { get; init; }
    public bool Late { get; init; }
    public int Typed { get; init; }
    public int Reused { get; init; }
    public string Answer { get; init; } = "{}";
    public string FiledBy { get; init; } = "";
    public DateTimeOffset FiledAt { get; init; }
    public string Versions { get; init; } = "[]";
    public string Exceptions { get; init; } = "[]";

    /// <summary>As its form shows it, to whoever reads.</summary>
    public FilingView View(AskedForm form) => new(
        Id, Tasks.AskedUnit.IdOf(Request, Unit), Form, Unit, Period, Version, Nil, Late, Typed, Reused, form.Show(JsonElement.Parse(Answer)), FiledBy, FiledAt,
        JsonSerializer.Deserialize<List<EarlierFiling>>(Versions, ServiceDefaults.Http.Json.Options)!.ConvertAll(v => v with { Values = form.Show(v.Values) }),
        JsonSerializer.Deserialize<List<KeptException>>(Exceptions, ServiceDefaults.Http.Json.Options)!);
}
