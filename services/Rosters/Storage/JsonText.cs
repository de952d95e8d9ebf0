using System.Text.Json;
using Datarun.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Datarun.Rosters.Storage;

/// <summary>Keeps small records as JSON in one column.</summary>
internal sealed class JsonText<T>() : ValueConverter<T, string>(
    value => JsonSerializer.Serialize(value, Json.Options), text => JsonSerializer.Deserialize<T>(text, Json.Options)!);
