using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Masking;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Masking;
using Npgsql;

namespace Datarun.Reports.Forms;

/// <summary>A version of a form as those who fill it need it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Version">The version.</param>
/// <param name="Body">The form as it was admitted.</param>
/// <param name="Fields">Its fields with their elements.</param>
public sealed record AskedForm(string Code, int Version, FormBody Body, IReadOnlyList<AskedField> Fields)
{
    /// <summary>The catalogue that its elements are of.</summary>
    public required ElementSet Elements { get; init; }

    /// <summary>How it shows an element; not at all one that it does not have.</summary>
    public MaskingProfile ProfileOf(Element element) => Fields.FirstOrDefault(f => f.Element.Id == element.Id)?.Profile ?? MaskingProfile.NONE;

    /// <summary>Whether it hides anything of what it shows.</summary>
    public bool IsMasked { get; } = Fields.Any(f => f.Profile != MaskingProfile.FULL);

    /// <summary>Who reviews a filing, nearest first.</summary>
    public IReadOnlyList<DivisionLevel> Review { get; } = [.. (Body.Review ?? []).OrderDescending()];

    /// <summary>Whether a filing is reviewed before it is taken.</summary>
    public bool IsReviewed => Review.Count > 0;

    /// <summary>Estimated minutes for so many of its cells.</summary>
    public decimal MinutesFor(int cells) => Math.Round((decimal)Body.MinutesPerFiling * cells / Fields.Count, 2);
}

/// <summary>A field with its element.</summary>
public sealed record AskedField(Element Element, bool Required, MaskingProfile Profile = MaskingProfile.FULL);

/// <summary>Versions of forms in memory: one never changes once it is admitted, and is made again only when the catalogue of its elements has.</summary>
public sealed class AskedForms
{
    private readonly ConcurrentDictionary<(string Code, int Version), AskedForm> _forms = new();

    /// <summary>The versions, by code and version.</summary>
    public async Task<IReadOnlyDictionary<(string Code, int Version), AskedForm>> ReadAsync(
        IReadOnlyCollection<(string Code, int Version)> wanted, ElementSet elements, NpgsqlConnection connection, CancellationToken cancel)
    {
        var unknown = wanted.Distinct().Where(w => !_forms.ContainsKey(w)).ToArray();
        if (unknown.Length > 0)
        {
            var rows = await connection.QueryAsync<(string Form, int Version, string Body)>(new CommandDefinition(
                "SELECT form, version, body FROM form_version JOIN unnest(@codes, @versions) AS w(form, version) USING (form, version)",
                new { codes = Array.ConvertAll(unknown, u => u.Code), versions = Array.ConvertAll(unknown, u => u.Version) }, cancellationToken: cancel));
            foreach (var row in rows) _forms[(row.Form, row.Version)] = Make(row.Form, row.Version, JsonSerializer.Deserialize<FormBody>(row.Body, Json.Options)!, elements);
        }
        return wanted.Distinct().ToDictionary(w => w, w => With(elements, _forms[w]));
    }

    private AskedForm With(ElementSet elements, AskedForm form) =>
        ReferenceEquals(form.Elements, elements) ? form : _forms[(form.Code, form.Version)] = Make(form.Code, form.Version, form.Body, elements);

    private static AskedForm Make(string code, int version, FormBody body, ElementSet elements) => new(
        code, version, body, [.. body.Fields.Select(f => new AskedField(elements.ByCode[f.Element], f.Required, ShowMasked.ProfileOf(elements.ByCode[f.Element], f.Mask)))]) { Elements = elements };
}
