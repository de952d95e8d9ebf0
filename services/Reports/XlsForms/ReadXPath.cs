using System.Text.RegularExpressions;
using Datarun.Reports.Elements;

namespace Datarun.Reports.XlsForms;

/// <summary>
/// Reads what XLSForms write in <c>relevant</c>, <c>required</c> and <c>constraint</c>, a part of XPath, as an expression of validation rules:
/// <c>${a} &gt; 1 and selected(${b}, 'x')</c> is <c>[el.a] &gt; 1 and [el.b] = 'x'</c>. Pure.
/// </summary>
public sealed partial class ReadXPath
{
    private const int Deepest = 50;
    private static readonly string[] Comparisons = ["=", "!=", "<", "<=", ">", ">="];

    private readonly List<string> _tokens;
    private readonly Element? _self;
    private readonly Func<string, Element?> _question;
    private readonly Func<Element, string, string?> _choice;
    private int _at;

    private ReadXPath(List<string> tokens, Element? self, Func<string, Element?> question, Func<Element, string, string?> choice) =>
        (_tokens, _self, _question, _choice) = (tokens, self, question, choice);

    /// <summary>A part that was read.</summary>
    /// <param name="Text">As a validation rule writes it.</param>
    /// <param name="Element">The element, where it is nothing but one.</param>
    /// <param name="Quoted">The text, where it is nothing but one.</param>
    /// <param name="IsNumber">Whether it is nothing but a number: choices often have numbers for names, and conditions name them without quotes.</param>
    private sealed record Part(string Text, Element? Element = null, string? Quoted = null, bool IsNumber = false)
    {
        /// <summary>The choice or text that it names for an element; null where it names none.</summary>
        public string? NameFor(Element element) => Quoted ?? (IsNumber && element.Type is "CHOICE" or "TEXT" or "BOOLEAN" ? Text : null);
    }

    /// <summary>The expression; null for what rules cannot say.</summary>
    /// <param name="text">What stands in the column.</param>
    /// <param name="self">What <c>.</c> is; null where that is nothing.</param>
    /// <param name="question">The element of a question, by the question's name.</param>
    /// <param name="choice">The choice of an element, by its name in the form; null for one that the element does not have.</param>
    public static string? Try(string text, Element? self, Func<string, Element?> question, Func<Element, string, string?>? choice = null)
    {
        if (text.Length > Validation.ReadTest.Longest || (Tokens(text) ?? Tokens(Straight(text))) is not { } tokens || tokens.Count(t => t is "(" or "-") > Deepest) return null;
        var reader = new ReadXPath(tokens, self, question, choice ?? ((element, name) => element.Choices is { } choices && !choices.Contains(name) ? null : name));
        return reader.Or() is { Quoted: null } read && reader._at == tokens.Count ? read.Text : null;
    }

    /// <summary>With straight quotes for those that word processors make of them.</summary>
    private static string Straight(string text) => text.Replace('‘', '\'').Replace('’', '\'').Replace('“', '"').Replace('”', '"');

    private static List<string>? Tokens(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var token = Token().Match(text, at);
            if (!token.Success || token.Length == 0) return null;
            if (token.Value.Trim() is { Length: > 0 } read) tokens.Add(read);
            at += token.Length;
        }
        return tokens;
    }

    private Part? Or() => Chain(And, "or");

    private Part? And() => Chain(Comparison, "and");

    private Part? Sum() => Chain(Product, "+", "-");

    private Part? Product() => Chain(Unary, "*", "div");

    /// <summary>Any number of parts with one of these signs between them.</summary>
    private Part? Chain(Func<Part?> next, params string[] signs)
    {
        var left = next();
        while (left is not null && Array.Find(signs, Is) is { } sign) left = next() is { } right ? new Part($"{left.Text} {(sign == "div" ? "/" : sign)} {right.Text}") : null;
        return left;
    }

    private Part? Comparison()
    {
        if (Sum() is not { } left) return null;
        if (Array.Find(Comparisons, Is) is not { } sign) return left;
        return Sum() is not { } right ? null : (left, right) switch
        {
            ({ Element: { } element }, _) when right.NameFor(element) is { } text => Compare(element, sign, text),
            (_, { Element: { } element }) when left.NameFor(element) is { } text => sign is "=" or "!=" ? Compare(element, sign, text) : null,
            ({ Quoted: null }, { Quoted: null }) => new Part($"{left.Text} {sign} {right.Text}"),
            _ => null,
        };
    }

    /// <summary>Against a text: an empty one asks whether there is an answer at all, yes and no are said of flags.</summary>
    private Part? Compare(Element element, string sign, string text) => (text, sign) switch
    {
        ("", "!=") => new Part($"given([{element.Code}])"),
        ("", "=") => new Part($"not given([{element.Code}])"),
        (_, "=" or "!=") when element.Type == "BOOLEAN" =>
            YesNo.Read(text) is { } flag ? new Part($"{(sign == "=" ? "" : "not ")}{Says(element, flag)}") : null,
        _ => (element.Type == "CHOICE" ? _choice(element, text) : text) is { } said && !said.Contains('\'', StringComparison.Ordinal) ? new Part($"[{element.Code}] {sign} '{said}'") : null,
    };

    /// <summary>A flag that is not given says neither yes nor no.</summary>
    private static string Says(Element element, bool flag) => flag ? $"[{element.Code}]" : $"(given([{element.Code}]) and not [{element.Code}])";

    private Part? Unary() => Is("-") ? Unary() is { } inner ? new Part($"-{inner.Text}", IsNumber: inner.IsNumber) : null : Atom();

    private Part? Atom()
    {
        if (_at == _tokens.Count) return null;
        var token = _tokens[_at++];
        if (token == "(") return Or() is { } inner && Is(")") ? new Part($"({inner.Text})") : null;
        if (token == ".") return _self is null ? null : new Part($"[{_self.Code}]", _self);
        if (token[0] is '\'' or '"') return new Part("", Quoted: token[1..^1]);
        if (char.IsAsciiDigit(token[0])) return new Part(token, IsNumber: true);
        if (token[0] == '$') return _question(token[2..^1].Trim()) is { } element ? new Part($"[{element.Code}]", element) : null;
        if (!Is("(")) return null;
        return token switch
        {
            "not" => Or() is { } denied && Is(")") ? new Part($"not ({denied.Text})") : null,
            "selected" => Or() is { Element: { } chosen } && Is(",") && Or()?.NameFor(chosen) is { Length: > 0 } choice && Is(")") ? Compare(chosen, "=", choice) : null,
            "string-length" => Or() is { Element: { } text } && Is(")") && Is(">") && Is("0") ? new Part($"given([{text.Code}])") : null,
            _ => null,
        };
    }

    private bool Is(string token)
    {
        if (_at == _tokens.Count || _tokens[_at] != token) return false;
        _at++;
        return true;
    }

    [GeneratedRegex("""\G(?:\s+|\$\{[^{}]*\}|'[^']*'|"[^"]*"|\d+(?:\.\d+)?|[a-z]+(?:-[a-z]+)*|<=|>=|!=|[-=<>+*().,])""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Token();
}
