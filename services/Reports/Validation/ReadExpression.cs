using System.Globalization;

namespace Datarun.Reports.Validation;

/// <summary>
/// Reads a rule such as <c>[a.b] + c.d &lt;= prev(c.d) * 1.5</c>. From weak to strong: or, and, not, = != &lt; &lt;= &gt; &gt;=, + -, * /. Codes with dashes
/// stand in brackets. <c>prev(x)</c>, <c>prev(x, n)</c>, <c>lastYear(x)</c>; <c>given(x)</c>; <c>abs</c>, <c>min</c>, <c>max</c>; texts in single quotes.
/// </summary>
public sealed class ReadExpression
{
    /// <summary>Longest expression, in characters.</summary>
    public const int Longest = 1000;

    private const int Deepest = 50;
    private const int MostBack = 60;
    private static readonly string[] Comparisons = ["<=", ">=", "!=", "==", "<>", "=", "<", ">", "≤", "≥", "≠"];
    private readonly string _text;
    private int _at;
    private int _depth;

    private ReadExpression(string text) => _text = text;

    /// <summary>The tree; null with the fault, and where it is, for what is none.</summary>
    public static Expression? Try(string text, out string? fault)
    {
        fault = text.Length > Longest ? $"≤ {Longest}" : null;
        if (fault is not null) return null;
        var reader = new ReadExpression(text);
        try
        {
            var read = reader.Or();
            reader.Skip();
            return reader._at == text.Length ? read : throw reader.Expected("end");
        }
        catch (FormatException error)
        {
            fault = error.Message;
            return null;
        }
    }

    private Expression Or() => Chain(And, () => Word("or"), "or");

    private Expression And() => Chain(Not, () => Word("and"), "and");

    private Expression Not() => Word("not") ? Deeper(() => new Opposite(Not(), Truth: true)) : Comparison();

    private Expression Comparison()
    {
        var left = Sum();
        return Array.Find(Comparisons, Symbol) is { } found ? new Pair(Plain(found), left, Sum()) : left;
    }

    private Expression Sum()
    {
        var left = Product();
        while (true)
        {
            if (Symbol("+")) left = new Pair("+", left, Product());
            else if (Symbol("-")) left = new Pair("-", left, Product());
            else return left;
        }
    }

    private Expression Product()
    {
        var left = Unary();
        while (true)
        {
            if (Symbol("*") || Symbol("×")) left = new Pair("*", left, Unary());
            else if (Symbol("/") || Symbol("÷")) left = new Pair("/", left, Unary());
            else return left;
        }
    }

    private Expression Unary() => Symbol("-") ? Deeper(() => new Opposite(Unary(), Truth: false)) : Atom();

    private Expression Atom()
    {
        Skip();
        var next = _at < _text.Length ? _text[_at] : '\0';
        if (Symbol("("))
        {
            var inner = Deeper(Or);
            return Symbol(")") ? inner : throw Expected(")");
        }
        if (next == '[') return new Reading(new Reference(Code()));
        if (next == '\'') return new Literal(new Operand(OperandKind.TEXT, Text: Quoted()));
        if (char.IsAsciiDigit(next)) return new Literal(Operand.Of(Rational.Of(Number())));
        if (!char.IsAsciiLetter(next)) throw Expected("value");
        var word = Take(c => char.IsAsciiLetterOrDigit(c) || c == '.');
        return Symbol("(") ? Function(word) : new Reading(new Reference(word));
    }

    private Expression Function(string name)
    {
        Expression read;
        if (name is "prev" or "lastYear")
        {
            var (code, back) = (Code(), 1m);
            if (name == "prev" && Symbol(",")) back = Number();
            if (back is < 1 or > MostBack || back != decimal.Truncate(back)) throw Expected($"1–{MostBack}");
            read = new Reading(name == "prev" ? new Reference(code, (int)back) : new Reference(code, LastYear: true));
        }
        else if (name == "given")
        {
            read = new Given(new Reference(Code()));
        }
        else if (name is "abs" or "min" or "max")
        {
            var arguments = new List<Expression> { Deeper(Sum) };
            while (name != "abs" && Symbol(",")) arguments.Add(Deeper(Sum));
            read = new Call(name, arguments);
        }
        else
        {
            throw Expected("prev, lastYear, given, abs, min, max");
        }
        return Symbol(")") ? read : throw Expected(")");
    }

    private string Code()
    {
        if (!Symbol("[")) return Take(c => char.IsAsciiLetterOrDigit(c) || c == '.');
        var code = Take(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
        return Symbol("]") ? code : throw Expected("]");
    }

    private string Quoted()
    {
        var end = _text.IndexOf('\'', _at + 1);
        if (end < 0) throw Expected("'");
        var text = _text[(_at + 1)..end];
        _at = end + 1;
        return text;
    }

    private decimal Number()
    {
        var digits = Take(c => char.IsAsciiDigit(c) || c == '.');
        // More digits than a decimal holds would be rounded, and then the rule would not be the one that was written.
        return digits.Length <= 28 && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw Expected("number");
    }

    private Expression Chain(Func<Expression> part, Func<bool> more, string name)
    {
        var left = part();
        while (more()) left = new Pair(name, left, part());
        return left;
    }

    private Expression Deeper(Func<Expression> read)
    {
        if (++_depth > Deepest) throw Expected($"depth ≤ {Deepest}");
        var inner = read();
        _depth--;
        return inner;
    }

    private bool Symbol(string symbol)
    {
        Skip();
        if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) != 0) return false;
        _at += symbol.Length;
        return true;
    }

    private bool Word(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0 || (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '.'))) return false;
        _at = end;
        return true;
    }

    private string Take(Func<char, bool> belongs)
    {
        Skip();
        var start = _at;
        while (_at < _text.Length && belongs(_text[_at])) _at++;
        return _at > start ? _text[start.._at] : throw Expected("value");
    }

    private void Skip()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private static string Plain(string comparison) => comparison switch { "==" => "=", "<>" or "≠" => "!=", "≤" => "<=", "≥" => ">=", _ => comparison };

    private FormatException Expected(string what) => new($"{_at + 1}: {what}");
}
