using Datarun.Contracts;
using Datarun.ServiceDefaults.Codes;

namespace Datarun.Rosters.Divisions;

/// <summary>A place as it is answered.</summary>
/// <param name="Code">2, 4, 6, 9 or 12 digits.</param>
/// <param name="Name">Null for a place that was never imported but has known places below it.</param>
/// <param name="Level">Follows from the code.</param>
/// <param name="Parent">The place above; null for a province.</param>
/// <param name="ValidFrom">First day of this name.</param>
/// <param name="ValidTo">Last day; null while in force.</param>
/// <param name="Implied">Known only by what lies below it.</param>
/// <param name="Began">First day of the place itself; null where it was always there, as far as is known. It is asked for no period that was over before.</param>
/// <param name="Successors">Codes of the places that it went into when it ended, in order; empty while it is in force, and where nobody said.</param>
/// <param name="PrivateUse">The name holds a character of private use, which looks different with every font: a person should look at it.</param>
internal sealed record DivisionAnswer(
    string Code, string? Name, DivisionLevel Level, string? Parent, DateOnly? ValidFrom, DateOnly? ValidTo, bool Implied, DateOnly? Began,
    IReadOnlyList<string> Successors, bool PrivateUse)
{
    public static DivisionAnswer Of(Row row) => Of(DivisionCode.Parse(row.Code), row);

    public static DivisionAnswer Of(DivisionCode code, Row? row) =>
        new(code.ToString(), row?.Name, code.Level, code.Parent?.ToString(), row?.ValidFrom, row?.ValidTo, Implied: row is null, row?.Began,
            row?.Successors ?? [], row is not null && PlainText.Read(row.Name, out var name) == TextFault.NONE && name.HasPrivateUse);

    /// <summary>A row of the table.</summary>
    public sealed record Row
    {
        public const string Columns = "code, name, valid_from, valid_to, began, successors, version";

        /// <summary>How many places one event tells of at most.</summary>
        public const int InOneEvent = 5000;

        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public DateOnly ValidFrom { get; init; }
        public DateOnly? ValidTo { get; init; }
        public DateOnly? Began { get; init; }
        public string[] Successors { get; init; } = [];
        public int Version { get; init; }

        /// <summary>The place as the others need it.</summary>
        public DivisionFact Fact => new(Code, Name, ValidFrom, ValidTo, Began, Successors is [] ? null : Successors);
    }
}
