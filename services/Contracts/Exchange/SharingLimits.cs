namespace Datarun.Contracts;

/// <summary>How much one sharing request may say: Exchange takes no more, and whoever drafts one keeps to it.</summary>
public static class SharingLimits
{
    /// <summary>Elements of one request; whoever needs more sends several.</summary>
    public const int MostElements = 500;

    /// <summary>Characters of the legal basis, and of the scenario.</summary>
    public const int LongestText = 2000;
}
