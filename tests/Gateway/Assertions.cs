using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Datarun.Tests.Gateway;

public static class Assertions
{
    public static async Task<JsonElement> IsProblem(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return problem;
    }

    public static async Task<Echoed> IsEchoed(this HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<Echoed>())!;
    }

    public static async Task Until(Func<Task<bool>> holds)
    {
        for (var left = 200; left > 0; left--)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("It did not come to hold within ten seconds.");
    }
}
