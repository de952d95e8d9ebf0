using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Datarun.Identity.Tokens;

/// <summary>The form, the answer and the errors of the token endpoint in the API description: OAuth2 has its own, and they are read and written elsewhere than in the handler.</summary>
internal static class TokenDescription
{
    public static Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = Of("application/x-www-form-urlencoded", ["grant_type"], new(StringComparer.Ordinal)
            {
                ["grant_type"] = Text("client_credentials"),
                ["client_id"] = Text("The client's id; may come with the secret by HTTP Basic instead."),
                ["client_secret"] = Text("The secret that was shown once when the client was registered."),
                ["scope"] = Text("Scopes with spaces between them; all where it is left out."),
            }),
        };
        operation.Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = "A token, sent with every other call as Authorization: Bearer.",
                Content = Of("application/json", ["access_token", "token_type", "expires_in"], new(StringComparer.Ordinal)
                {
                    ["access_token"] = Text("The token; opaque to the caller."),
                    ["token_type"] = Text("Bearer"),
                    ["expires_in"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "For how many seconds it holds." },
                }),
            },
            ["default"] = new OpenApiResponse
            {
                Description = "An error of RFC 6749 5.2.",
                Content = Of("application/json", ["error"], new(StringComparer.Ordinal)
                {
                    ["error"] = Text("invalid_client, invalid_request, unsupported_grant_type or invalid_scope."),
                    ["error_description"] = Text("What was wrong."),
                }),
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Text(string says) => new() { Type = JsonSchemaType.String, Description = says };

    private static Dictionary<string, OpenApiMediaType> Of(string type, HashSet<string> always, Dictionary<string, IOpenApiSchema> members) =>
        new(StringComparer.Ordinal) { [type] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Required = always, Properties = members } } };
}
