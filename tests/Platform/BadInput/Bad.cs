using System.Text;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>What the tests of bad input share.</summary>
internal static class Bad
{
    public static void AssertRefused(Answer answer, string what)
    {
        Assert.True(answer.Status is >= 400 and < 500, $"{what}: {answer.Status} {answer.Text}");
        Assert.True(!string.IsNullOrEmpty(answer.Code) && answer.Json!["title"] is not null, $"{what}: no code in {answer.Text}");
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
    }

    public static byte[] Gbk(string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("GBK").GetBytes(text);
    }
}
