using System.Text;

namespace Datarun.Bench.Harness;

/// <summary>
/// A supply of filings of 20 values, each for a village and month that no other has: bodies made before, so that a call costs the bench
/// no more than sending. The same supply feeds the floor.
/// </summary>
internal sealed class FilingWork
{
    public const int Values = 20;
    private const int Variants = 512;

    private readonly Func<string, string>[] _tasks;
    private readonly Guid[] _requests;
    private readonly string[] _months;
    private readonly byte[][] _bodies;
    private readonly string[] _answers;
    private readonly decimal[][] _numbers;
    private long _next = -1, _floorNext = -1;

    private FilingWork(County county, string[] elements, string[] months, Func<string, string>[] tasks)
    {
        (County, Elements, _months, _tasks) = (county, elements, months, tasks);
        _requests = [.. months.Select(_ => Guid.CreateVersion7())];
        _numbers = [.. Enumerable.Range(0, Variants).Select(v => Enumerable.Range(0, Values).Select(i => (decimal)((v * 37) + (i * 11))).ToArray())];
        _answers = [.. _numbers.Select(n => "{" + string.Join(',', elements.Select((e, i) => $"\"{e}\":{n[i]}")) + "}")];
        _bodies = [.. _answers.Select(a => Encoding.UTF8.GetBytes($$"""{"values":{{a}},"confirmed":[]}"""))];
    }

    public County County { get; }

    public string[] Elements { get; }

    /// <summary>A form of 20 elements of its own, asked for so many months.</summary>
    public static async Task<FilingWork> PrepareAsync(County county, string form, int months)
    {
        var elements = await county.DefineAsync(Values);
        await county.PublishAsync(form, elements);
        var tasks = new List<Func<string, string>>();
        foreach (var month in county.Months.Take(months)) tasks.Add(await county.AskAsync(form, month));
        return new FilingWork(county, elements, [.. county.Months.Take(months)], [.. tasks]);
    }

    /// <summary>The next filing for Datarun: its task, village, month and body.</summary>
    public (string Task, string Unit, string Month, byte[] Body) Next()
    {
        var (month, unit, variant) = At(Interlocked.Increment(ref _next));
        return (_tasks[month](County.Villages[unit]), County.Villages[unit], _months[month], _bodies[variant]);
    }

    /// <summary>Files the next one through the gateway.</summary>
    public async Task<long> FileAsync(Wire wire)
    {
        var (task, _, _, body) = Next();
        await wire.PutAsync($"api/reports/v1/tasks/{task}/filing", body);
        return 1;
    }

    /// <summary>Writes the next one by plain SQL.</summary>
    public async Task<long> FloorAsync(Npgsql.NpgsqlDataSource floor, int[] elements)
    {
        var (month, unit, variant) = At(Interlocked.Increment(ref _floorNext));
        await FloorWriter.FileAsync(floor, _requests[month], County.Villages[unit], _months[month], elements, _numbers[variant], _answers[variant]);
        return 1;
    }

    private (int Month, int Unit, int Variant) At(long n)
    {
        var month = (int)(n / County.Villages.Count);
        if (month >= _months.Length) throw new BenchmarkFailed($"All {_months.Length * County.Villages.Count} tasks are filed: fewer --seconds.");
        return (month, (int)(n % County.Villages.Count), (int)(n % Variants));
    }
}
