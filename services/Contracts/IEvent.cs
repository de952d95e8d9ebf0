namespace Datarun.Contracts;

/// <summary>A fact that a service has committed and tells the others. Named in the past tense; holds ids and the few values that consumers need, never personal data.</summary>
public interface IEvent
{
    /// <summary>Events with the same key reach every reaction in the order in which they were committed.</summary>
    string OrderKey { get; }
}
