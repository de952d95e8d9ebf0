using System.Globalization;
using System.Text;

namespace Datarun.Reports.Expressions;

/// <summary>What a token is.</summary>
internal enum TokenKind { NUMBER, TEXT, NAME, SYMBOL, END }

/// <summary>A token of an expression.</summary>
/// <param name="At">Its first character, from 1.</param>
/// <param name="Bracketed">Whether a name stood in brackets, so that it is never a word of the language.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At, decimal Number = 0, bool Bracketed = false)
{
    public bool Is(string word) => Kind is TokenKind.SYMBOL or TokenKind.NAME && !Bracketed && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts an expression into tokens.</summary>
internal static class Tokens
{
    private const int MostDigits = 28; // The point among them.
    private static readonly string[] Symbols = ["<=", ">=", "<>", "!=", "==", "(", ")", ",", "+", "-", "*", "/", "=", "<", ">", "≤", "≥", "≠", "×", "÷"];

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
                >= '0' and <= '9' => NumberOrName(text, ref at),
                var c when char.IsAsciiLetter(c) => new Token(TokenKind.NAME, While(text, ref at, IsOfName), from + 1),
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
        var symbol = Array.Find(Symbols, s => from + s.Length <= text.Length && s.Index().All(c => Narrow(text[from + c.Index]) == c.Item))
            ?? throw new ExpressionException(from + 1, "A–Z 0–9 '…' […] ( ) , + - * / = <> < <= > >=");
        at += symbol.Length;
        return new Token(TokenKind.SYMBOL, symbol switch { "!=" or "≠" => "<>", "==" => "=", "≤" => "<=", "≥" => ">=", "×" => "*", "÷" => "/", _ => symbol }, from + 1);
    }

    /// <summary>Chinese keyboards write brackets, commas and signs in full width.</summary>
    private static char Narrow(char c) => c is >= '！' and <= '～' ? (char)(c - '！' + '!') : c;

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    /// <summary>Codes of elements may begin with a digit.</summary>
    private static Token NumberOrName(string text, ref int at)
    {
        var from = at;
        var word = While(text, ref at, IsOfName);
        if (word.Any(c => c != '.' && !char.IsAsciiDigit(c))) return new Token(TokenKind.NAME, word, from + 1);
        // More digits than a decimal holds would be rounded, and then the expression would not be the one that was written.
        return word.Length <= MostDigits && decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new Token(TokenKind.NUMBER, word, from + 1, number)
            : throw new ExpressionException(from + 1, $"0–9 (≤ {MostDigits})");
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
        if (to < 0) throw new ExpressionException(from, $"{end}");
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
        throw new ExpressionException(from + 1, "'…'");
    }
}
