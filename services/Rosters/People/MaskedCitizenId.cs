namespace Datarun.Rosters.People;

/// <summary>A citizen number as it is shown: <c>5001***********21X</c>, enough to tell two people of one name apart.</summary>
public static class MaskedCitizenId
{
    private const int Front = 4;
    private const int Back = 3;

    public static string? Of(string? number) =>
        number is null ? null : string.Concat(number.AsSpan(0, Front), new string('*', number.Length - Front - Back), number.AsSpan(number.Length - Back));
}
