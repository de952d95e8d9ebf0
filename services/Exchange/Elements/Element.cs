using Datarun.Contracts;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Exchange.Elements;

/// <summary>What kind of value an element has.</summary>
public enum ElementType { INTEGER, DECIMAL, TEXT, DATE, BOOLEAN, CHOICE }

/// <summary>How values of lower units make the value of the upper one.</summary>
public enum Aggregation { SUM, AVG, MIN, MAX, LAST, NONE }

/// <summary>无条件共享, 有条件共享, 不予共享 (政务数据共享条例 第14条).</summary>
public enum SharingClass { UNCONDITIONAL, CONDITIONAL, NOT_SHARED }

/// <summary>A system of this platform that records an element by itself, so that nobody types it.</summary>
public enum ElementSystem
{
    /// <summary>How many people are on post in a unit.</summary>
    ROSTERS_ON_POST,

    /// <summary>How many posts a unit is authorised to have (编制).</summary>
    ROSTERS_ESTABLISHMENT,
}

/// <summary>One item with a fixed meaning, type and unit, and exactly one authoritative source (一数一源).</summary>
public sealed class Element
{
    public required string Code { get; init; }
    public required string Name { get; set; }
    public required string Definition { get; set; }
    public required ElementType Type { get; set; }
    public string? Unit { get; set; }
    public string[]? Choices { get; set; }
    public decimal? Min { get; set; }
    public decimal? Max { get; set; }
    public string? Pattern { get; set; }
    public required Frequency Frequency { get; set; }
    public int? ValidForDays { get; set; }
    public required Aggregation Aggregation { get; set; }
    public required string Source { get; set; }
    public required SharingClass SharingClass { get; set; }
    public string? Conditions { get; set; }
    public string? LegalBasis { get; set; }
    public required int Classification { get; set; }
    public bool AdverseEvent { get; set; }
    public ElementSystem? System { get; set; }
    public Identifier? Identifier { get; set; }
    public string? WeightedBy { get; set; }

    /// <summary>Other names by which people look for it.</summary>
    public string[] Synonyms { get; set; } = [];
    public int Version { get; set; }
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Code, name, definition and synonyms as the search compares them.</summary>
    public required string SearchText { get; set; }

    /// <summary>A new element as asked for; its version counts from 1 once it is said to have changed.</summary>
    public static Element Of(string code, ElementFields fields)
    {
        var element = new Element
        {
            Code = code, Name = "", Definition = "", Type = default, Frequency = default, Aggregation = default, Source = "",
            SharingClass = default, Classification = 0, SearchText = "",
        };
        element.Take(fields);
        return element;
    }

    /// <summary>Takes over every field.</summary>
    public void Take(ElementFields fields)
    {
        (Name, Definition, Type, Unit) = (fields.Name!, fields.Definition!, fields.Type!.Value, fields.Unit);
        (Choices, Min, Max, Pattern) = (fields.Choices?.ToArray(), fields.Min, fields.Max, fields.Pattern);
        (Frequency, ValidForDays, Aggregation) = (fields.Frequency!.Value, fields.ValidForDays, fields.Aggregation!.Value);
        (Source, SharingClass, Conditions, LegalBasis) = (fields.Source!, fields.SharingClass!.Value, fields.Conditions, fields.LegalBasis);
        (Classification, AdverseEvent, System) = (fields.Classification!.Value, fields.AdverseEvent ?? false, fields.System);
        (Identifier, WeightedBy, Synonyms) = (fields.Identifier, fields.WeightedBy, [.. fields.Synonyms ?? []]);
        SearchText = SearchTextOf();
    }

    /// <summary>Its search text as it is made today; what was stored before the folding changed is made anew by <c>--migrate</c>.</summary>
    public string SearchTextOf() => ElementSearch.Normalise(string.Join('\n', [Code, Name, Definition, .. Synonyms]));

    /// <summary>What anybody may see of it.</summary>
    public ElementFields Fields => new(
        Name, Definition, Type, Unit, Choices, Min, Max, Pattern, Frequency, ValidForDays, Aggregation, Source, SharingClass, Conditions,
        LegalBasis, Classification, AdverseEvent, System, Identifier, WeightedBy, Synonyms);

    /// <summary>The fact for the others.</summary>
    /// <param name="areas">The areas that have a source of their own.</param>
    public ElementChanged Fact(IEnumerable<AreaSource> areas) => new(
        Code, Name, Definition, Type.ToString(), Unit, Choices, Min, Max, Pattern, Frequency.ToString(), ValidForDays, Aggregation.ToString(),
        Source, SharingClass.ToString(), Classification, AdverseEvent, System?.ToString(), Version, Identifier?.ToString(), WeightedBy, Synonyms, [.. areas]);
}
