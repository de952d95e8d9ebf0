using Datarun.ServiceDefaults.Codes;

namespace Datarun.Reports.Formulas;

/// <summary>Reads the text of a formula or filter: operators by precedence, from OR to the minus sign. Pure.</summary>
public sealed class ReadExpression
{
    private const int Longest = 4000, Deepest = 40, MostOperators = 400;
    // From the weakest to the strongest.
    private static readonly string[][] Levels = [["or"], ["and"], ["=", "<>", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];
    private const int Comparison = 2;

    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;
    private int _operators;

    private ReadExpression(string text) => _tokens = Tokens.Of(text);

    /// <summary>The tree; throws a <see cref="FormulaException"/> that names the character at fault.</summary>
    public static Expression Of(string text)
    {
        if (text.Length > Longest) throw new FormulaException(FormulaProblems.TooLarge, Longest, $"≤ {Longest}");
        if (PlainText.Read(text, out _, lines: true) != TextFault.NONE) throw new FormulaException(FormulaProblems.SyntaxWrong, 1, "TEXT_INVALID");
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
        while (true)
        {
            if (level == Comparison && (Here.Is("in") || (Here.Is("not") && _tokens[_at + 1].Is("in"))))
            {
                left = In(left);
                continue;
            }
            if (Array.Find(Levels[level], o => Here.Is(o)) is not { } symbol) return left;
            var at = _tokens[_at++].At;
            left = new Joined(at, symbol, left, Level(level + 1));
            // A chain of operators makes a deep tree too.
            if (++_operators > MostOperators) throw new FormulaException(FormulaProblems.TooLarge, at, $"≤ {MostOperators}");
        }
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
        return new Call(token.At, token.Text.ToUpperInvariant(), arguments);
    }

    private Expression Nested(Func<Expression> read)
    {
        if (++_depth > Deepest) throw new FormulaException(FormulaProblems.TooLarge, Here.At, $"≤ {Deepest}");
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

    private static FormulaException Expected(string what, Token met) => new(FormulaProblems.SyntaxWrong, met.At, what);
}
