using System.Text.RegularExpressions;
using Jint;

namespace Datarun.Tests.Platform.Catalogue;

/// <summary>One statement; the object is an IRI, a blank node, or a literal as N-Quads write it.</summary>
internal sealed record Triple(string Subject, string Predicate, string Object);

/// <summary>Reads JSON-LD as a harvester does: by a public parser (jsonld.js, see tests/data), which refuses whatever it would have to leave out.</summary>
internal static partial class Triples
{
    public const string Type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

    [GeneratedRegex("""^(?<s><[^>]*>|_:\S+) <(?<p>[^>]*)> (?<o><[^>]*>|_:\S+|".*"\S*) \.$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Line { get; }

    private static readonly string Parser = File.ReadAllText(Path.Combine(RunningProgram.Root, "tests/data/jsonld/jsonld.min.js"));

    /// <param name="document">The document.</param>
    /// <param name="page">Sets blank nodes of several documents apart.</param>
    public static IReadOnlyList<Triple> Of(string document, string page)
    {
        using var engine = new Engine(options => options.ExperimentalFeatures = ExperimentalFeature.All);
        engine.Execute("var self = globalThis, window = globalThis, console = { log() {}, warn() {}, error() {} }; function setTimeout(run) { run(); }");
        engine.Execute(Parser);
        engine.SetValue("text", document);
        var quads = engine.Evaluate("jsonld.toRDF(JSON.parse(text), { format: 'application/n-quads', safe: true })").UnwrapIfPromise().AsString();
        return [.. quads.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Line.Match(line)).Select(m => m.Success
            ? new Triple(Name(m.Groups["s"].Value, page), m.Groups["p"].Value, Name(m.Groups["o"].Value, page))
            : throw new InvalidOperationException("A line of the parser is no triple of the default graph."))];
    }

    private static string Name(string term, string page) => term[0] switch { '<' => term[1..^1], '_' => $"{term}@{page}", _ => term };
}
