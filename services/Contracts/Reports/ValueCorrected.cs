namespace Datarun.Contracts;

/// <summary>A wrong value was put right; everyone who was given the old one is told both (政务数据共享条例 第26条).</summary>
/// <param name="CorrectionId">The correction request.</param>
/// <param name="Element">The element.</param>
/// <param name="Unit">The place or body that it is about.</param>
/// <param name="Period">The period that it is about.</param>
/// <param name="OldValue">The wrong value as JSON.</param>
/// <param name="OldVersion">Its version.</param>
/// <param name="Value">The right value as JSON.</param>
/// <param name="Version">Its version.</param>
/// <param name="WrongFrom">Since when the wrong value could be read.</param>
/// <param name="WrongTo">Until when.</param>
/// <param name="Source">The correction, as a source of the value.</param>
public sealed record ValueCorrected(
    Guid CorrectionId, string Element, string Unit, string Period, RawJson OldValue, int OldVersion, RawJson Value, int Version,
    DateTimeOffset WrongFrom, DateTimeOffset WrongTo, ValueSource Source) : IEvent
{
    public string OrderKey => Unit;
}
