using System.Globalization;
using System.Text;
using NpgsqlTypes;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Numbers of a feed as PostgreSQL keeps them: an <c>int8multirange</c> within one block, so that a page of numbers is found among few of them.</summary>
public static class NumberRuns
{
    /// <summary>Numbers 1 to 1000 are one block, 1001 to 2000 the next: no run reaches into another, so none is longer and none that begins a block earlier matters.</summary>
    public const int Block = 1000;

    public static long BlockOf(long number) => (number - 1) / Block;

    /// <summary>The numbers, ascending. PostgreSQL writes every range of whole numbers with its first and without its last.</summary>
    public static IEnumerable<long> Each(NpgsqlRange<long>[] runs)
    {
        foreach (var run in runs)
            for (var number = run.LowerBound; number < run.UpperBound; number++) yield return number;
    }

    /// <summary>Ascending numbers as the text of an <c>int8multirange</c>.</summary>
    public static string Write(IReadOnlyList<long> numbers)
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < numbers.Count;)
        {
            var from = i;
            do i++; while (i < numbers.Count && numbers[i] == numbers[i - 1] + 1);
            text.Append(CultureInfo.InvariantCulture, $"{(from == 0 ? "" : ",")}[{numbers[from]},{numbers[i - 1] + 1})");
        }
        return text.Append('}').ToString();
    }
}
