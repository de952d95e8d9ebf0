using System.Text.Json;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Exchange.Formats;

/// <summary>A line for each value, as <c>GET values</c> has it.</summary>
public sealed class NdjsonPart(Stream file) : PartWriter
{
    public override void Write(ValueRow row)
    {
        JsonSerializer.Serialize(file, row.Item, Json.Options);
        file.WriteByte((byte)'\n');
    }

    public override Task EndAsync() => Task.CompletedTask;

    public override void Dispose()
    {
    }
}
