using Datarun.ServiceDefaults.Http;

namespace Datarun.Reports.Spreadsheets;

/// <summary>Reads no more than was said: the directory of a ZIP may lie about how long a part is.</summary>
internal sealed class BoundedStream(Stream inner, long most) : ForwardStream
{
    private long _left = most;

    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        return (_left -= read) >= 0 ? read : throw UploadedWorkbook.TooLarge("a part is longer than the file says");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
