namespace Datarun.Reports.Spreadsheets;

/// <summary>What a value that is put into a sheet must respect: of merged cells only the first is shown, and a formula would be replaced.</summary>
public sealed class SheetLayout
{
    private readonly SheetRanges _merged = new(), _formulas = new();

    /// <summary>The merged range in which a cell lies; null where it stands for itself.</summary>
    public SheetRange? MergedAt(int row, int column) => _merged.At(row, column);

    /// <summary>The formula that fills a cell, without its <c>=</c> and empty where another cell has it; null where there is none.</summary>
    public string? FormulaAt(int row, int column) => _formulas.At(row, column)?.Formula;

    internal void Merge(SheetRange range) => _merged.Add(range);

    internal void Calculate(SheetRange range) => _formulas.Add(range);
}
