namespace Datarun.Reports.WorkbookTemplates;

/// <summary>Where the values of elements go. Placeholders in the cells, such as <c>{{civil.lowIncome.households}}</c> or <c>{{unit.name}}</c>, need no mapping.</summary>
/// <param name="Cells">Single cells, of the place that is filled for.</param>
/// <param name="Tables">Tables with a line for each unit below it.</param>
public sealed record Mapping(IReadOnlyList<MappedCell>? Cells = null, IReadOnlyList<MappedTable>? Tables = null);

/// <summary>One cell.</summary>
/// <param name="Element">Code of an element of the form.</param>
/// <param name="Cell">Such as <c>表1!D5</c>.</param>
public sealed record MappedCell(string Element, string Cell);

/// <summary>A table with a line for each unit.</summary>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="FirstRow">First line of units.</param>
/// <param name="LastRow">Last one.</param>
/// <param name="UnitColumn">The column in which the unit's code or name stands; where it is empty, the units are written in their order.</param>
/// <param name="Columns">The columns of elements.</param>
public sealed record MappedTable(string Sheet, int FirstRow, int LastRow, string UnitColumn, IReadOnlyList<MappedColumn> Columns);

/// <summary>A column of a table.</summary>
public sealed record MappedColumn(string Element, string Column);
