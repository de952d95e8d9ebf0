using System.Security.Cryptography;
using System.Text;
using Datarun.Exchange.Formats;

namespace Datarun.Exchange.Exports;

/// <summary>The manifest of an export.</summary>
/// <param name="Complete">Whether all its parts are listed: with them everything is there that was known at <c>asOf</c>, matches, and may be read.</param>
/// <param name="AsOf">The moment of which it is.</param>
/// <param name="Rows">Rows of the parts listed.</param>
/// <param name="Size">Bytes of the parts listed.</param>
/// <param name="Sha256">Over the hashes of all parts in order, as hexadecimal text without anything between; null until it is complete.</param>
/// <param name="Columns">The columns of CSV, XLSX and PARQUET; PARQUET has number, text and flag in place of value.</param>
/// <param name="KeepUntil">Last day on which its parts can be fetched.</param>
public sealed record ExportView(
    Guid Id, ExportState State, bool Complete, ExportAsk Ask, IReadOnlyList<string> Elements, DateTimeOffset AsOf, long Rows, long Size, string? Sha256,
    IReadOnlyList<PartWriter.Column> Columns, IReadOnlyList<ExportView.Part> Parts, DateTimeOffset CreatedAt, DateTimeOffset? ReadyAt, DateOnly KeepUntil)
{
    /// <summary>A part: a whole file.</summary>
    /// <param name="Size">Bytes.</param>
    /// <param name="Sha256">Of the file, hexadecimal.</param>
    /// <param name="First">Element, unit and period of its first row.</param>
    /// <param name="Last">Element, unit and period of its last row.</param>
    /// <param name="Href">Where to fetch it.</param>
    public sealed record Part(int Number, int Rows, long Size, string Sha256, IReadOnlyList<string> First, IReadOnlyList<string> Last, string Href);

    public static ExportView Of(Export export, IReadOnlyList<ExportPart> parts) => new(
        export.Id, export.State, export.State == ExportState.READY, export.Ask, export.Elements, export.AsOf, parts.Sum(p => (long)p.Rows), parts.Sum(p => p.Size),
        export.State == ExportState.READY ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(parts.Select(p => p.Sha256))))) : null, PartWriter.Columns,
        [.. parts.Select(p => new Part(p.Number, p.Rows, p.Size, p.Sha256, p.FirstKey, p.LastKey, $"/api/exchange/v1/exports/{export.Id}/parts/{p.Number}"))],
        export.CreatedAt, export.ReadyAt, export.KeepUntil);
}
