using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Formulas;
using Datarun.Reports.Places;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Derivations;

/// <summary>Computes elements from their formulas: all elements and all units in one statement.</summary>
internal static class Derive
{
    private const int SlowSeconds = 600;

    /// <summary>
    /// One derivation at a time, so that of two the later one has seen what the earlier had: figures never go back. Taken before
    /// anything is read; ends with the transaction.
    /// </summary>
    public static Task LockAsync(NpgsqlConnection connection, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        "SELECT pg_advisory_xact_lock(hashtext('derive')); SET LOCAL jit = off", commandTimeout: SlowSeconds, cancellationToken: cancel));

    /// <summary>The cells of those of the elements that have a formula.</summary>
    public static async Task<IReadOnlyList<DerivedCell>> RunAsync(
        FormulaSet set, IEnumerable<Element> elements, Period period, IReadOnlyList<string> units, NpgsqlConnection connection, CancellationToken cancel)
    {
        var derived = elements.Where(e => set.Formulas.ContainsKey(e.Id)).ToDictionary(e => e.Id);
        if (derived.Count == 0 || units.Count == 0) return [];
        var compile = new CompileFormulas(set, period);
        foreach (var element in derived.Values) compile.Add(element, set.Formulas[element.Id].Tree);
        compile.Parameters.Add("units", units.ToArray());
        compile.Parameters.Add("lows", units.ToArray());
        compile.Parameters.Add("highs", units.Select(u => Place.Read(u)!.High).ToArray());
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(compile.Sql(), compile.Parameters, commandTimeout: SlowSeconds, cancellationToken: cancel));
        return [.. rows.Select(r => CellOf(derived[r.Element], r))];
    }

    private static DerivedCell CellOf(Element element, Row row)
    {
        if (row.TooLarge) return new(element, row.Unit, null, EmptyReason.OUT_OF_BOUNDS, row.Rows);
        ValueBody? body = row.Number is { } number ? ValueBody.Of(number) : row.Text is not null ? ValueBody.Of(row.Text) : row.Flag is { } flag ? ValueBody.Of(flag) : null;
        if (body is not { } given) return new(element, row.Unit, null, row.Kept ? EmptyReason.NO_DATA : EmptyReason.NOT_KEPT, row.Rows);
        return CheckValue.Read(element, given.Json, out _) is null ? new(element, row.Unit, given, null, row.Rows) : new(element, row.Unit, null, EmptyReason.OUT_OF_BOUNDS, row.Rows);
    }

    private sealed record Row
    {
        public string Unit { get; init; } = "";
        public int Element { get; init; }
        public decimal? Number { get; init; }
        public bool TooLarge { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }
        public long Rows { get; init; }
        public bool Kept { get; init; }
    }
}
