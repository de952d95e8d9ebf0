using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Datarun.Contracts;
using Datarun.Exchange.Reactions;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Exchange.Subscriptions;

/// <summary>A change to tell: to those who may read it and have subscribed, and to those named.</summary>
/// <param name="Id">Stable: the same change always has the same.</param>
/// <param name="Type">The CloudEvents type.</param>
/// <param name="Data">JSON.</param>
public sealed record Change(Guid Id, string Type, string Element, string Unit, string Period, int Version, string Data)
{
    /// <summary>A value that became known or changed.</summary>
    public static Change Of(TakenValue v) => new(
        IdOf($"{CloudEvents.Recorded}/{v.Element}/{v.Unit}/{v.Period}/{v.Version}"), CloudEvents.Recorded, v.Element, v.Unit, v.Period, v.Version,
        JsonSerializer.Serialize(new ToldValue(v.Element, v.Unit, v.Period, new RawJson(v.Value), v.Version, v.Source), Json.Options));

    /// <summary>A value that was put right.</summary>
    public static Change Of(ValueCorrected c) => new(
        IdOf($"{CloudEvents.Corrected}/{c.CorrectionId}/{c.Version}"), CloudEvents.Corrected, c.Element, c.Unit, c.Period, c.Version,
        JsonSerializer.Serialize(
            new ToldCorrection(
                c.Element, c.Unit, c.Period, c.Value, c.Version, c.Source, c.OldValue, c.OldVersion, c.WrongFrom, c.WrongTo, c.CorrectionId),
            Json.Options));

    private static Guid IdOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16), bigEndian: true);
}
