namespace Datarun.Contracts;

/// <summary>How an element is derived was said, or said otherwise. The formula itself is read where it is kept.</summary>
/// <param name="Element">Code of the element.</param>
/// <param name="Version">Version of the formula, from 1.</param>
public sealed record FormulaChanged(string Element, int Version) : IEvent
{
    public string OrderKey => Element;
}
