using System.Text;

namespace Datarun.Exchange.Elements;

/// <summary>How texts are made alike before they are compared: full width and half width, upper and lower case are the same.</summary>
public static class ElementSearch
{
    /// <summary>NFKC, lower case. Not for storing: it changes the text.</summary>
    public static string Normalise(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>The words of a question; each must occur.</summary>
    public static IReadOnlyList<string> Words(string question) =>
        Normalise(question).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList();
}
