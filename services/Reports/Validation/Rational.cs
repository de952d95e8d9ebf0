using System.Numerics;

namespace Datarun.Reports.Validation;

/// <summary>An exact fraction: sums of decimals are what they are on paper, a third of three is one, and nothing overflows.</summary>
public readonly record struct Rational
{
    // The default is 0/0, so a denominator of zero reads as one.
    private readonly BigInteger _denominator;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (Numerator, _denominator) = (numerator / divisor, denominator / divisor);
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    public static Rational Of(decimal number)
    {
        var bits = decimal.GetBits(number);
        var whole = (new BigInteger((uint)bits[2]) << 64) + (new BigInteger((uint)bits[1]) << 32) + (uint)bits[0];
        return new Rational(number < 0 ? -whole : whole, BigInteger.Pow(10, number.Scale));
    }

    public static Rational operator +(Rational a, Rational b) => new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <summary>The quotient; null for a division by zero.</summary>
    public static Rational? operator /(Rational a, Rational b) => b.Numerator.IsZero ? null : new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public int Against(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Rational other) => Against(other) == 0;

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);
}
