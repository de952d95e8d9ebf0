using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace Datarun.ServiceDefaults.Security;

/// <summary>Names of the claims in a token.</summary>
public static class Claim
{
    public const string Client = "sub";
    public const string Unit = "unit";
    public const string Role = "role";
    public const string Scope = "scope";

    /// <summary>The registration of the client: another one where it was ended and registered anew.</summary>
    public const string Registration = "registration";
}

/// <summary>Who is calling: a client, the unit that it acts for, and what it may do.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Unit">A division's code, or a body's own code.</param>
/// <param name="Roles">Its roles.</param>
public sealed record Caller(string Client, string Unit, IReadOnlySet<Role> Roles)
{
    /// <summary>Whether it has the role; an administrator has every one.</summary>
    public bool Is(Role role) => Roles.Contains(role) || IsAdministrator;

    /// <summary>Whether it may do everything.</summary>
    public bool IsAdministrator => Roles.Contains(Role.ADMINISTRATOR);

    /// <summary>
    /// Whether the unit is the caller's own or, for a caller that is a place, below it. A body such as <c>500118-CIVIL</c> covers
    /// itself only; its area is <see cref="Area"/>.
    /// </summary>
    public bool Covers(string unit) =>
        IsAdministrator || unit == Unit || (IsPlace(Unit) && unit.StartsWith(Unit, StringComparison.Ordinal));

    /// <summary>The place that the caller's unit is or belongs to: the digits at the start of its code; null where there are none.</summary>
    public string? Area => AreaOf(Unit);

    /// <summary>
    /// How the codes of all that an authority or auditor of this unit oversees begin: with its area, or with anything where the unit is the whole country
    /// (<c>CN</c>). Null for a body that belongs to no place: it oversees nothing.
    /// </summary>
    public string? Oversight => IsAdministrator || Unit == DivisionCode.Country ? "" : Area;

    /// <summary>Whether the place lies within the caller's area.</summary>
    public bool AreaCovers(string place) => Oversight is { } area && place.StartsWith(area, StringComparison.Ordinal);

    /// <summary>Throws OUTSIDE_YOUR_UNIT (403) unless the caller covers the unit.</summary>
    public void MustCover(string unit)
    {
        if (!Covers(unit)) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", unit).With("yours", Unit).AsException();
    }

    /// <summary>The place that a unit's code names or begins with: <c>500118</c> of <c>500118-CIVIL</c>.</summary>
    public static string? AreaOf(string unit)
    {
        var digits = unit.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : unit.Length;
        return digits is 2 or 4 or 6 or 9 or 12 ? unit[..digits] : null;
    }

    private static bool IsPlace(string unit) => unit.Length > 0 && !unit.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>The caller of this request, from its checked token.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context));

    /// <summary>The caller of this request, from its checked token.</summary>
    public static Caller Of(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(Caller), out var known)) return (Caller)known!;
        var user = context.User;
        var caller = new Caller(
            user.FindFirst(Claim.Client)?.Value ?? "",
            user.FindFirst(Claim.Unit)?.Value ?? "",
            user.FindAll(Claim.Role).Select(c => Enum.TryParse<Role>(c.Value, out var role) ? role : (Role?)null).OfType<Role>().ToHashSet());
        context.Items[typeof(Caller)] = caller;
        return caller;
    }
}
