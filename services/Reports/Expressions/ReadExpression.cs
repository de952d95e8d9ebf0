using Datarun.ServiceDefaults.Codes;

namespace Datarun.Reports.Expressions;

/// <summary>
/// Reads the one language of formulas, filters of rows and rules. From weak to strong: or, and, not, one comparison (= &lt;&gt; != &lt; &lt;= &gt; &gt;= ≤ ≥ ≠, <c>in</c>,
/// <c>not in</c>), + -, * / × ÷, a minus. Texts in single quotes, one within doubled; names in brackets where they have dashes or are words of the language.
/// Functions and words in any case; which functions there are and what names mean is said by who walks the tree. Pure.
/// </summary>
public sealed class ReadExpression
{
    private const int Deepest = 50, MostOperators = 500;
    // From the weakest to the strongest.
    private static readonly string[][] Levels = [["or"], ["and"], ["=", "<>", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];
    private const int Comparison = 2;

    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;
    private int _operators;

    private ReadExpression(string text) => _tokens = Tokens.Of(text);

    /// <summary>The tree; throws an <see cref="ExpressionException"/> that names the character at fault.</summary>
    /// <param name="longest">How many characters it may have.</param>
    public static Expression Of(string text, int longest)
    {
        if (text.Length > longest) throw new ExpressionException(longest, $"≤ {longest}", isTooLarge: true);
        if (PlainText.Read(text, out _, lines: true) != TextFault.NONE) throw new ExpressionException(1, "TEXT_INVALID");
        var reader = new ReadExpression(text);
        var tree = reader.Level(0);
        return reader.Here.Kind == TokenKind.END ? tree : throw Expected("+ - * / = <> < > and or", reader.Here);
    }

    private Token Here => _tokens[_at];

    private Expression Level(int level)
    {
        if (level == Levels.Length) return Prefix();
        if (level == Comparison && Here.Is("not")) return new Prefixed(_tokens[_at++].At, "not", Nested(() => Level(Comparison)));
        var left = Level(level + 1);
        if (level == Comparison && (Here.Is("in") || (Here.Is("not") && _tokens[_at + 1].Is("in")))) return In(left);
        while (Array.Find(Levels[level], o => Here.Is(o)) is { } symbol)
        {
            var at = _tokens[_at++].At;
            left = new Joined(at, symbol, left, Level(level + 1));
            // A chain of operators makes a deep tree too.
            if (++_operators > MostOperators) throw new ExpressionException(at, $"≤ {MostOperators}", isTooLarge: true);
            if (level == Comparison) break; // Who writes a = b = c means something else than (a = b) = c.
        }
        return left;
    }

    private Expression In(Expression left)
    {
        var not = Here.Is("not");
        var at = Here.At;
        _at += not ? 2 : 1;
        Take("(");
        var choices = new List<Literal>();
        do
        {
            choices.Add(Prefix() as Literal ?? throw Expected("'…' 0–9", _tokens[_at - 1]));
        }
        while (Took(","));
        Take(")");
        Expression found = new OneOf(at, left, choices);
        return not ? new Prefixed(at, "not", found) : found;
    }

    private Expression Prefix()
    {
        if (!Here.Is("-")) return Primary();
        var at = _tokens[_at++].At;
        var operand = Nested(Prefix);
        return operand is Literal { Value: decimal number } ? new Literal(at, -number) : new Prefixed(at, "-", operand);
    }

    private Expression Primary()
    {
        var token = _tokens[_at++];
        if (token.Kind == TokenKind.NUMBER) return new Literal(token.At, token.Number);
        if (token.Kind == TokenKind.TEXT) return new Literal(token.At, token.Text);
        if (token.Is("("))
        {
            var inner = Nested(() => Level(0));
            Take(")");
            return inner;
        }
        if (token.Kind != TokenKind.NAME) throw Expected("A–Z 0–9 '…' […] (", token);
        if (token.Is("true") || token.Is("false")) return new Literal(token.At, token.Is("true"));
        if (token.Bracketed || !Took("(")) return new Name(token.At, token.Text);
        var arguments = new List<Expression>();
        if (!Took(")"))
        {
            do
            {
                arguments.Add(Nested(() => Level(0)));
            }
            while (Took(","));
            Take(")");
        }
        var function = token.Text.ToUpperInvariant();
        return new Call(token.At, function == "PREV" ? "PREVIOUS" : function, arguments);
    }

    private Expression Nested(Func<Expression> read)
    {
        if (++_depth > Deepest) throw new ExpressionException(Here.At, $"≤ {Deepest}", isTooLarge: true);
        var inner = read();
        _depth--;
        return inner;
    }

    private bool Took(string symbol)
    {
        if (!Here.Is(symbol)) return false;
        _at++;
        return true;
    }

    private void Take(string symbol)
    {
        if (!Took(symbol)) throw Expected(symbol, Here);
    }

    private static ExpressionException Expected(string what, Token met) => new(met.At, what);
}
