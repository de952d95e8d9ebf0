namespace Datarun.ServiceDefaults.Problems;

/// <summary>Where in a body something stands (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>The name of a member as a pointer has it.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
