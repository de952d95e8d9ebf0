namespace Datarun.Contracts;

/// <summary>How an element is derived was said, or said otherwise. The formula itself is read where it is kept.</summary>
/// <param name="Element">Code of the element.</param>
/// <param name="Version">Version of the formula, from 1.</param>
/// <param name="Reads">Codes of the elements that it reads, of any period: on their terms depends who may read what it derives.</param>
public sealed record FormulaChanged(string Element, int Version, IReadOnlyList<string>? Reads = null) : IEvent
{
    public string OrderKey => Element;
}
