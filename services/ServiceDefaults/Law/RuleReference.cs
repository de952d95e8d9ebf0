namespace Datarun.ServiceDefaults.Law;

/// <summary>
/// What a rule rests on. STATUTE: its wording was read, whole or in an excerpt, and it binds here. LOCAL_POLICY: set
/// locally, or its wording is not confirmed, so it must never be shown as law.
/// </summary>
public enum RuleBasis { STATUTE, LOCAL_POLICY }

/// <summary>The rule that an answer was given by, to be stored and shown with it.</summary>
/// <param name="Id">Id in rules.json.</param>
/// <param name="Version">The day from which this version is in force, <c>2025-08-01</c>.</param>
/// <param name="Source">Law and article, as cited in Chinese.</param>
/// <param name="Basis">Law or local policy.</param>
public sealed record RuleReference(string Id, string Version, string Source, RuleBasis Basis);
