namespace Datarun.Reports.Spreadsheets;

/// <summary>How large a workbook may be.</summary>
/// <param name="Unpacked">Bytes of all its parts.</param>
/// <param name="Cells">Cells that are not empty, of all sheets that are read.</param>
/// <param name="Texts">Texts that cells share; these are held in memory.</param>
/// <param name="Ranges">Merged ranges and formulas, each once for each of its columns; read where a layout matters.</param>
internal sealed record WorkbookBounds(long Unpacked, int Cells, int Texts, int Ranges = 0)
{
    /// <summary>A form or a template, which is held in memory.</summary>
    public static readonly WorkbookBounds Form = new(64L << 20, 500_000, 200_000, 1_000_000);

    /// <summary>A ledger, whose rows pass by one by one.</summary>
    public static readonly WorkbookBounds Ledger = new(1L << 30, 20_000_000, 1_000_000);
}
