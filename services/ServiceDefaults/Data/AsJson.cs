using System.Text.Json;
using Datarun.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Datarun.ServiceDefaults.Data;

/// <summary>Keeps a part that is only ever read and written whole in one jsonb column. Replace it, never change it in place.</summary>
public static class AsJson
{
    public static void IsJson<T>(this PropertyBuilder<T> property) where T : class? =>
        property.HasColumnType("jsonb").HasConversion(
            value => JsonSerializer.Serialize(value, Json.Options),
            text => JsonSerializer.Deserialize<T>(text, Json.Options)!,
            new ValueComparer<T>((one, other) => ReferenceEquals(one, other), value => value!.GetHashCode(), value => value));
}
