using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Masking;

namespace Datarun.Reports.Masking;

/// <summary>Shows what is stored once as each form has it. A form that says nothing about a citizen number gets none (个人信息保护法 6).</summary>
public static class ShowMasked
{
    /// <summary>How a form shows an element.</summary>
    public static MaskingProfile ProfileOf(Element element, MaskingProfile? mask) => mask ?? (element.IsCitizenId ? MaskingProfile.NONE : MaskingProfile.FULL);

    /// <summary>A value as it is shown; null where it is not given.</summary>
    public static ValueBody? Show(this MaskingProfile profile, ValueBody value) =>
        profile == MaskingProfile.FULL ? value : value.Text is { } text && profile.Show(text) is { } masked ? ValueBody.Of(masked) : null;

    /// <summary>The same of JSON.</summary>
    public static JsonElement? Show(this MaskingProfile profile, JsonElement value) =>
        profile == MaskingProfile.FULL ? value
        : profile != MaskingProfile.NONE && value.ValueKind == JsonValueKind.String ? JsonSerializer.SerializeToElement(profile.Show(value.GetString()!), Json.Options)
        : null;

    /// <summary>An answer, element by element, as the form shows it; what is not given is left out.</summary>
    public static JsonElement Show(this AskedForm form, JsonElement answer)
    {
        if (!form.IsMasked) return answer;
        var profiles = form.Fields.ToDictionary(f => f.Element.Code, f => f.Profile, StringComparer.Ordinal);
        var shown = answer.EnumerateObject().Select(v => (v.Name, Value: profiles.GetValueOrDefault(v.Name, MaskingProfile.NONE).Show(v.Value)))
            .Where(v => v.Value is not null).ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        return JsonSerializer.SerializeToElement(shown, Json.Options);
    }
}
