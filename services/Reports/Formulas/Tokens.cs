using System.Globalization;
using System.Text;

namespace Datarun.Reports.Formulas;

/// <summary>What a token is.</summary>
internal enum TokenKind { NUMBER, TEXT, NAME, SYMBOL, END }

/// <summary>A token of a formula.</summary>
/// <param name="At">Its first character, from 1.</param>
/// <param name="Bracketed">Whether a name stood in brackets, so that it is never a word of the language.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At, decimal Number = 0, bool Bracketed = false)
{
    public bool Is(string word) => Kind is TokenKind.SYMBOL or TokenKind.NAME && !Bracketed && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a formula into tokens.</summary>
internal static class Tokens
{
    private static readonly string[] Symbols = ["<=", ">=", "<>", "!=", "==", "(", ")", ",", "+", "-", "*", "/", "=", "<", ">"];

    public static List<Token> Of(string text)
    {
        var tokens = new List<Token>();
        for (var at = 0; ;)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) break;
            var from = at;
            var token = text[at] switch
            {
                '\'' => new Token(TokenKind.TEXT, Quoted(text, ref at), from + 1),
                '[' => new Token(TokenKind.NAME, Until(text, ']', ref at), from + 1, Bracketed: true),
                >= '0' and <= '9' => Number(text, ref at),
                var c when char.IsAsciiLetter(c) => new Token(TokenKind.NAME, While(text, ref at, c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.'), from + 1),
                _ => Symbol(text, ref at),
            };
            tokens.Add(token);
        }
        tokens.Add(new Token(TokenKind.END, "", text.Length + 1));
        return tokens;
    }

    private static Token Symbol(string text, ref int at)
    {
        var from = at;
        var symbol = Array.Find(Symbols, s => string.CompareOrdinal(text, from, s, 0, s.Length) == 0)
            ?? throw new FormulaException(FormulaProblems.SyntaxWrong, from + 1, "A–Z 0–9 '…' […] ( ) , + - * / = <> < <= > >=");
        at += symbol.Length;
        return new Token(TokenKind.SYMBOL, symbol switch { "!=" => "<>", "==" => "=", _ => symbol }, from + 1);
    }

    private static Token Number(string text, ref int at)
    {
        var from = at;
        var digits = While(text, ref at, c => char.IsAsciiDigit(c) || c == '.');
        // A number has at most 15 digits before the point and 10 behind, as values have.
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000_000m && number.Scale <= 10
            ? new Token(TokenKind.NUMBER, digits, from + 1, number)
            : throw new FormulaException(FormulaProblems.SyntaxWrong, from + 1, "< 1000000000000000, ≤ 10 decimals");
    }

    private static string While(string text, ref int at, Func<char, bool> holds)
    {
        var from = at;
        while (at < text.Length && holds(text[at])) at++;
        return text[from..at];
    }

    private static string Until(string text, char end, ref int at)
    {
        var from = at + 1;
        var to = text.IndexOf(end, from);
        if (to < 0) throw new FormulaException(FormulaProblems.SyntaxWrong, from, $"{end}");
        at = to + 1;
        return text[from..to].Trim();
    }

    private static string Quoted(string text, ref int at)
    {
        var (from, read) = (at, new StringBuilder());
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '\'') read.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '\'') read.Append(text[at++]);
            else
            {
                at++;
                return read.ToString();
            }
        }
        throw new FormulaException(FormulaProblems.SyntaxWrong, from + 1, "'…'");
    }
}
