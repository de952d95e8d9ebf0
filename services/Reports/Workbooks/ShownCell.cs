using Datarun.Reports.Masking;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Masking;

namespace Datarun.Reports.Workbooks;

/// <summary>How a cell of a task is shown in a workbook. Pure.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Look">KNOWN ones are locked; all others are open to the unit.</param>
/// <param name="Body">The value shown; null where the cell is empty.</param>
/// <param name="Handed">What it is handed out as; null for an empty cell.</param>
public sealed record ShownCell(Cell Cell, Look Look, ValueBody? Body, HandedAs? Handed)
{
    /// <summary>The cell as this task's unit sees it. What the form shows masked is locked, so that a mask never comes back as a value.</summary>
    public static ShownCell Of(FilingTask of, Cell cell)
    {
        var period = of.Task.Request.Period.ToString();
        if (of.Task.Form.ProfileOf(cell.Element) is var profile and not MaskingProfile.FULL && cell.Held is { } masked)
            return profile.Show(masked.Body) is { Text: not null } text ? new(cell, Look.KNOWN, text, HandedAs.KNOWN) : new(cell, Look.OPEN, null, null);
        var body = cell.Held is { } held && held.Body != ValueBody.Nil ? held.Body : (ValueBody?)null;
        return cell.State == CellState.MISSING ? new(cell, Look.OPEN, null, null)
            : cell.State == CellState.STALE ? new(cell, Look.STALE, body, HandedAs.STALE)
            : !cell.IsOpenTo(of.Filing, period) ? new(cell, Look.KNOWN, body, HandedAs.KNOWN)
            : body is null ? new(cell, Look.OPEN, null, null)
            : new(cell, Look.OWN, body, cell.IsOwn(of.Filing, period) ? HandedAs.OWN : HandedAs.KNOWN);
    }

    /// <summary>The cell to be written.</summary>
    public CellToWrite Write(Words words) => new(
        Body switch
        {
            null => null,
            { Number: { } number } => number,
            { Flag: { } flag } => words.Of(flag),
            { Text: { } text } => SheetDay.Of(Cell.Element, text) is { } day ? day : text,
            _ => null,
        },
        Look, IsText: Cell.Element.Type is "TEXT" or "CHOICE" or "BOOLEAN", IsDate: Cell.Element.Type == "DATE");
}

/// <summary>As what a value was handed out. OWN: the unit gave it in this filing. KNOWN: it is known from elsewhere. STALE: it is out of date.</summary>
public enum HandedAs { OWN, KNOWN, STALE }
