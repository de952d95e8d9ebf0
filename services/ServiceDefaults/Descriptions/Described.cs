using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Datarun.ServiceDefaults.Descriptions;

/// <summary>A description in both languages, each written once, when it is first asked for.</summary>
internal sealed class Described
{
    private readonly Lazy<Task<byte[]>> _english;
    private readonly Lazy<Task<byte[]>> _chinese;

    public Described(Func<Task<byte[]>> english, ServiceDefinition definition)
    {
        _english = new(english);
        _chinese = new(async () => InChinese.Of(await _english.Value, definition.Assembly));
    }

    /// <summary>In Chinese for whoever asks for that by <c>Accept-Language</c>, as browsers do; else in English, in which programs are written.</summary>
    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        var chinese = Language.AsksForChinese(context);
        context.Response.Headers[HeaderNames.Vary] = HeaderNames.AcceptLanguage;
        context.Response.Headers[HeaderNames.ContentLanguage] = chinese ? "zh-CN" : "en";
        return Results.Bytes(await (chinese ? _chinese : _english).Value, "application/json; charset=utf-8");
    }
}
