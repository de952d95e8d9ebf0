namespace Datarun.Reports.Admission;

/// <summary>An element of the catalogue that may be the one that is meant.</summary>
/// <param name="Element">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="HeldBy">Its source.</param>
/// <param name="Definition">By which it is counted (口径).</param>
/// <param name="Similarity">0 to 1: of the names or of the definitions, whichever are closer.</param>
/// <param name="SameName">The same name with another definition: another element, easily taken for this one.</param>
public sealed record SimilarElement(string Element, string Name, string HeldBy, string Definition, decimal Similarity, bool SameName);
